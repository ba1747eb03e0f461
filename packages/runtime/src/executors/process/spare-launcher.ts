import { type Launcher, startLauncher } from './launcher.ts'

/**
 * Starts one launcher ahead, so that a step need not wait for its start. A start blocks this process for as long as the system takes to copy its
 * memory's tables, which is longer than all else of a step's beginning.
 */
export class SpareLauncher {
  #spare: Promise<Launcher | undefined> | undefined
  #isClosed = false

  /** The one that is ready, or a new one. Each is given once. */
  async take(): Promise<Launcher> {
    const ready = await this.#release()
    return ready?.isWaiting() === true ? ready : startLauncher()
  }

  /** Starts the next one, if none is ready. To be called when this process has nothing else to do: when a step has just begun. */
  prepare(): void {
    // A launcher that cannot be started now is started when it is needed, and fails that step if it fails again.
    if (!this.#isClosed) this.#spare ??= startLauncher().catch(() => undefined)
  }

  /** Dismisses the one that is ready. */
  async close(): Promise<void> {
    this.#isClosed = true
    const spare = await this.#release()
    spare?.dismiss()
  }

  /** Reads and clears the field in one step: a caller that waits in between would share the launcher with the next caller. */
  #release(): Promise<Launcher | undefined> | undefined {
    const spare = this.#spare
    this.#spare = undefined
    return spare
  }
}
