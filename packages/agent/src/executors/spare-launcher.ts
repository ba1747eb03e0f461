import { type Launcher, startLauncher } from './launcher.ts'

/** After so long the step that was just started is on its way, and the next launcher takes nothing from it. */
const afterMs = 5

/** Keeps one launcher ready, so that a step need not wait for its start. */
export class SpareLauncher {
  #spare: Promise<Launcher | undefined> | undefined
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  /** The one that is ready, or a new one; the next is then made ready. */
  async take(): Promise<Launcher> {
    const spare = await this.#spare
    this.#spare = undefined
    this.#timer ??= setTimeout(() => this.#prepare(), afterMs).unref()
    return spare?.isWaiting() === true ? spare : await startLauncher()
  }

  /** Dismisses the one that is ready. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    ;(await this.#spare)?.dismiss()
  }

  #prepare(): void {
    this.#timer = undefined
    // One that cannot be started now is started when it is needed, and its failure is then told.
    if (!this.#isClosed) this.#spare ??= startLauncher().catch(() => undefined)
  }
}
