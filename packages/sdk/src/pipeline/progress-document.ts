import { progressConfiguration, type RunState, stepsOf } from '@clearway/engine'
import { setTimeout as sleep } from 'node:timers/promises'
import { isApiError } from '../api-error.ts'
import type { Api } from '../client.ts'

const quietMs = 300

/** Keeps the form that ClearML's tools and pages read up to date: not at every change, and never twice at once. */
export class ProgressDocument {
  readonly #api: Api
  readonly #run: string
  readonly #fail: (error: unknown) => void
  #state: RunState | undefined
  #writing: Promise<void> | undefined
  #restMs = quietMs
  #over = new AbortController()

  constructor(api: Api, run: string, fail: (error: unknown) => void) {
    this.#api = api
    this.#run = run
    this.#fail = fail
  }

  changed(state: RunState): void {
    this.#state = state
    this.#writing ??= this.#writeSoon()
  }

  /** Writes what is not written, at once. */
  async flush(): Promise<void> {
    this.#over.abort()
    await this.#writing
    await this.#write()
  }

  /** Never rejects: a failure is told by the callback. */
  async #writeSoon(): Promise<void> {
    try {
      do {
        await sleep(this.#restMs, undefined, { signal: this.#over.signal }).catch(() => {})
        const begun = performance.now()
        await this.#write()
        // A large pipeline takes long to write, and is written the more seldom.
        this.#restMs = Math.max(quietMs, 10 * (performance.now() - begun))
      } while (this.#state !== undefined && !this.#over.signal.aborted)
    } catch (error) {
      this.#fail(error)
    } finally {
      // Cleared in the same step as the last look: a change that comes a moment later begins a writing of its own.
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
      // What people look at may lag, and a task that was ended from outside is no longer edited; the run itself has its own record.
      if (isApiError(error, 'invalid_transition')) return
      if (!isApiError(error, 'unreachable', 'no_answer', 'unavailable')) throw error
      this.#state ??= state
    }
  }
}

function percentDone(state: RunState): number {
  const steps = stepsOf(state)
  if (steps.length === 0) return 100
  return Math.round((100 * steps.filter(({ phase }) => phase === 'done').length) / steps.length)
}
