import type { TaskStatus } from '@clearway/contract'
import { hasEnded } from '@clearway/contract/status'
import { isApiError } from '../api-error.ts'
import type { Api } from '../client.ts'
import { backOffMs, pause } from '../client/pause.ts'

/** A live step's task, and what was last seen of it. */
export interface Watched {
  readonly task: string
  readonly step: string
  readonly attempt: number
  readonly status?: TaskStatus
}

export interface Sighting {
  readonly watched: Watched
  readonly status: TaskStatus
  readonly reason: string
}

const stoppingLookMs = 200

/**
 * Hears of the ends of steps: one question names all live ones, and is answered when one of them has changed. Asking also tells the server whom this
 * controller waits for.
 */
export class StepWatch {
  readonly #api: Api
  readonly #tell: (sighting: Sighting) => void
  readonly #live = new Map<string, Watched>()
  readonly #over = new AbortController()
  #round = new AbortController()
  #wake: (() => void) | undefined

  constructor(api: Api, tell: (sighting: Sighting) => void, fail: (error: unknown) => void) {
    this.#api = api
    this.#tell = tell
    this.#follow().catch((error: unknown) => {
      if (!this.#over.signal.aborted) fail(error)
    })
  }

  /** What is new breaks off the question that is under way, what is gone does not. */
  watch(added: Iterable<Watched>, gone: Iterable<string> = []): void {
    for (const task of gone) this.#live.delete(task)
    let isNew = false
    for (const step of added) {
      if (this.#live.get(step.task)?.attempt === step.attempt) continue
      this.#live.set(step.task, step)
      isNew = true
    }
    if (!isNew) return
    this.#round.abort()
    this.#wake?.()
  }

  close(): void {
    this.#over.abort()
    this.#round.abort()
    this.#wake?.()
  }

  async #follow(): Promise<void> {
    for (let failures = 0; !this.#over.signal.aborted;) {
      if (this.#live.size === 0) {
        await new Promise<void>((resolve) => (this.#wake = resolve))
        continue
      }
      this.#round = new AbortController()
      const { signal } = this.#round
      try {
        const isNews = await this.#ask(signal)
        failures = 0
        // A task that is asked to stop is told of at once, however often one asks.
        if (!isNews) await pause(stoppingLookMs, signal)
      } catch (error) {
        if (signal.aborted) continue
        if (isApiError(error, 'task_not_found')) await this.#findGone()
        else if (!isApiError(error, 'unreachable', 'no_answer', 'unavailable')) throw error
        failures += 1
        await pause(backOffMs(failures), this.#over.signal)
      }
    }
  }

  /** Whether anything is to be told, or the time ran out. */
  async #ask(signal: AbortSignal): Promise<boolean> {
    const asked = [...this.#live.values()].map(({ task, status }) => ({ id: task, ...(status === undefined ? {} : { status }) }))
    const { tasks } = await this.#api.tasks.wait({ tasks: asked, timeout: 30 }, { signal })
    const told = tasks.filter(({ id, status, status_reason, status_message }) =>
      this.#see(id, status, [status_reason, status_message].filter((text) => text !== '').join(': ')),
    )
    return told.length > 0 || tasks.length === 0
  }

  #see(task: string, status: TaskStatus, reason: string): boolean {
    const watched = this.#live.get(task)
    if (watched === undefined || watched.status === status) return false
    if (hasEnded(status)) this.#live.delete(task)
    else this.#live.set(task, { ...watched, status })
    this.#tell({ watched, status, reason })
    return true
  }

  /** A task that was deleted under a run can only count as failed. */
  async #findGone(): Promise<void> {
    for (const task of this.#live.keys()) {
      try {
        await this.#api.tasks.get_by_id({ task })
      } catch (error) {
        if (!isApiError(error, 'task_not_found')) throw error
        this.#see(task, 'failed', 'its task was deleted')
      }
    }
  }
}
