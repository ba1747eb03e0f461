import { type Launcher, startLauncher } from './launcher.ts'

/** The next launcher is started so long after a step, to take no processor time from the step's own start. */
const afterMs = 5

/** Starts one launcher ahead, so that a step need not wait for its start. */
export class SpareLauncher {
  #spare: Promise<Launcher | undefined> | undefined
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  /** The one that is ready, or a new one; the next is then made ready. Each is given once. */
  async take(): Promise<Launcher> {
    const spare = this.#release()
    this.#timer ??= setTimeout(() => this.#prepare(), afterMs).unref()
    const ready = await spare
    return ready?.isWaiting() === true ? ready : startLauncher()
  }

  /** Dismisses the one that is ready. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    const spare = await this.#release()
    spare?.dismiss()
  }

  /** Reads and clears the field in one step: a caller that waits in between would share the launcher with the next caller. */
  #release(): Promise<Launcher | undefined> | undefined {
    const spare = this.#spare
    this.#spare = undefined
    return spare
  }

  #prepare(): void {
    this.#timer = undefined
    // A launcher that cannot be started now is started when it is needed, and fails that step if it fails again.
    if (!this.#isClosed) this.#spare ??= startLauncher().catch(() => undefined)
  }
}
