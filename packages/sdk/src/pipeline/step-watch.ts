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
  readonly stopRequested?: boolean
}

/** That a step has begun may wait for its end, which a short one meets in the same answer. */
const settleSeconds = 0.25

export interface Sighting {
  readonly watched: Watched
  readonly status: TaskStatus
  readonly reason: string
}

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
        await this.#ask(signal)
        failures = 0
      } catch (error) {
        if (signal.aborted) continue
        if (isApiError(error, 'task_not_found')) await this.#findGone()
        else if (!isApiError(error, 'unreachable', 'no_answer', 'unavailable')) throw error
        failures += 1
        await pause(backOffMs(failures), this.#over.signal)
      }
    }
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const asked = [...this.#live.values()].map(({ task, status, stopRequested }) => ({
      id: task,
      ...(status === undefined ? {} : { status }),
      ...(stopRequested === true ? { stop_requested: true } : {}),
    }))
    const { tasks } = await this.#api.tasks.wait({ tasks: asked, timeout: 30, settle: settleSeconds }, { signal })
    for (const { id, status, status_reason, status_message, stop_requested } of tasks) {
      const watched = this.#live.get(id)
      if (watched !== undefined) this.#live.set(id, { ...watched, stopRequested: stop_requested })
      this.#see(id, status, [status_reason, status_message].filter((text) => text !== '').join(': '))
    }
  }

  #see(task: string, status: TaskStatus, reason: string): void {
    const watched = this.#live.get(task)
    if (watched === undefined || watched.status === status) return
    if (hasEnded(status)) this.#live.delete(task)
    else this.#live.set(task, { ...watched, status })
    this.#tell({ watched, status, reason })
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
