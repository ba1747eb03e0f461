import { percentDone, progressConfiguration, type RunState } from '@clearway/engine'
import { setTimeout as sleep } from 'node:timers/promises'
import { isApiError, isServerAway } from '../api-error.ts'
import type { Api } from '../client.ts'

const minIntervalMs = 300

/** Writes how far the run is in the form that ClearML's tools and pages read: not at every change, and one write at a time. */
export class ProgressDocument {
  readonly #api: Api
  readonly #run: string
  readonly #onFailure: (error: unknown) => void
  #state: RunState | undefined
  #writing: Promise<void> | undefined
  #intervalMs = minIntervalMs
  #flushed = new AbortController()

  constructor(api: Api, run: string, onFailure: (error: unknown) => void) {
    this.#api = api
    this.#run = run
    this.#onFailure = onFailure
  }

  update(state: RunState): void {
    this.#state = state
    this.#writing ??= this.#writeSoon()
  }

  /** Writes the latest state at once, if it is not written yet. */
  async flush(): Promise<void> {
    this.#flushed.abort()
    await this.#writing
    await this.#write()
  }

  /** Never rejects: `onFailure` is called instead. */
  async #writeSoon(): Promise<void> {
    try {
      do {
        await sleep(this.#intervalMs, undefined, { signal: this.#flushed.signal }).catch(() => {})
        const started = performance.now()
        await this.#write()
        // A large pipeline takes long to write, and so is written less often.
        this.#intervalMs = Math.max(minIntervalMs, 10 * (performance.now() - started))
      } while (this.#state !== undefined && !this.#flushed.signal.aborted)
    } catch (error) {
      this.#onFailure(error)
    } finally {
      // Cleared in the same turn as the loop's last check, so that a later change starts the next write.
      this.#writing = undefined
    }
  }

  async #write(): Promise<void> {
    const state = this.#state
    if (state === undefined) return
    this.#state = undefined
    try {
      await this.#api.tasks.edit_configuration({
        task: this.#run,
        force: true,
        configuration: [progressConfiguration(state)],
      })
      await this.#api.tasks.edit_runtime({ task: this.#run, force: true, add_or_update: { progress: String(percentDone(state)) } })
    } catch (error) {
      // The document is only for display: it may lag, and a task that was ended from outside is no longer edited.
      if (isApiError(error, 'invalid_transition')) return
      if (!isServerAway(error)) throw error
      this.#state ??= state
    }
  }
}
