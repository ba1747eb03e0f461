import { backOffMs } from '@clearway/contract/back-off'
import { isServerAway } from '../api-error.ts'
import type { Api } from '../client.ts'
import { pause } from '@clearway/contract/pause'

const pollSeconds = 30

export interface RunWatchOptions {
  readonly api: Api
  readonly run: string
  /** The number of the last event that the driver knows. */
  readonly known: () => number
  /** Called when somebody has asked something of the run, such as a pause. */
  readonly onAsked: () => void
  readonly onFailure: (error: unknown) => void
}

/** Waits for what people ask of a run, by one long poll at a time. */
export class RunWatch {
  readonly #options: RunWatchOptions
  readonly #closed = new AbortController()

  constructor(options: RunWatchOptions) {
    this.#options = options
    this.#follow().catch((error: unknown) => {
      if (!this.#closed.signal.aborted) options.onFailure(error)
    })
  }

  close(): void {
    this.#closed.abort()
  }

  async #follow(): Promise<void> {
    const { signal } = this.#closed
    let after = 0
    for (let failures = 0; !signal.aborted;) {
      try {
        after = Math.max(after, this.#options.known())
        after = await this.#poll(after)
        failures = 0
      } catch (error) {
        if (signal.aborted) return
        if (!isServerAway(error)) throw error
        failures += 1
        await pause(backOffMs(failures), signal)
      }
    }
  }

  /** Gives the number of the last event that was seen. */
  async #poll(after: number): Promise<number> {
    const { api, run, onAsked } = this.#options
    const { events } = await api.runs.get({ run, after, wait: pollSeconds }, { signal: this.#closed.signal })
    if (events.some(({ event }) => event['asked_by'] !== undefined)) onAsked()
    return events.at(-1)?.seq ?? after
  }
}
