import type { TaskStatus } from '@clearway/contract'
import { hasEnded } from '@clearway/contract/status'
import { statusReason } from '@clearway/engine'
import { isApiError, isServerAway } from '../api-error.ts'
import type { Api } from '../client.ts'
import { backOffMs } from '@clearway/contract/back-off'
import { pause } from '@clearway/contract/pause'

/** The task of a step that is launched, and its status as far as it is known. */
export interface LaunchedStep {
  readonly task: string
  readonly step: string
  readonly attempt: number
  readonly status?: TaskStatus
  readonly stopRequested?: boolean
  /** Whether the step's start must be noticed at once, because its time limit counts from there. */
  readonly hasTimeLimit?: boolean
}

/** A status that a step's task was found to have. */
export interface StatusObservation {
  readonly step: string
  readonly attempt: number
  readonly task: string
  readonly status: TaskStatus
  readonly reason: string
}

/** How long the server holds back the start of a step, so that the end of a short step comes in the same answer. */
const settleSeconds = 0.25
const pollSeconds = 30

/**
 * Observes the tasks of launched steps by one long poll, which names all of them and is answered when one has changed. The poll also tells the
 * server which tasks this controller waits for.
 */
export class StepWatch {
  readonly #api: Api
  readonly #onStatus: (observation: StatusObservation) => void
  readonly #launched = new Map<string, LaunchedStep>()
  readonly #closed = new AbortController()
  #poll = new AbortController()
  #wake: (() => void) | undefined

  constructor(api: Api, onStatus: (observation: StatusObservation) => void, onFailure: (error: unknown) => void) {
    this.#api = api
    this.#onStatus = onStatus
    this.#follow().catch((error: unknown) => {
      if (!this.#closed.signal.aborted) onFailure(error)
    })
  }

  /** Adds and removes tasks. An added task breaks off the current poll, so that the next one names it; a removed task does not. */
  update(added: Iterable<LaunchedStep>, removed: Iterable<string> = []): void {
    for (const task of removed) this.#launched.delete(task)
    let isNew = false
    for (const step of added) {
      if (this.#launched.get(step.task)?.attempt === step.attempt) continue
      this.#launched.set(step.task, step)
      isNew = true
    }
    if (!isNew) return
    this.#poll.abort()
    this.#wake?.()
  }

  close(): void {
    this.#closed.abort()
    this.#poll.abort()
    this.#wake?.()
  }

  async #follow(): Promise<void> {
    for (let failures = 0; !this.#closed.signal.aborted;) {
      if (this.#launched.size === 0) {
        await new Promise<void>((resolve) => (this.#wake = resolve))
        continue
      }
      this.#poll = new AbortController()
      const { signal } = this.#poll
      try {
        await this.#pollOnce(signal)
        failures = 0
      } catch (error) {
        if (signal.aborted) continue
        if (isApiError(error, 'task_not_found')) await this.#observeDeleted()
        else if (!isServerAway(error)) throw error
        failures += 1
        await pause(backOffMs(failures), this.#closed.signal)
      }
    }
  }

  async #pollOnce(signal: AbortSignal): Promise<void> {
    const known = [...this.#launched.values()].map(({ task, status, stopRequested }) => ({
      id: task,
      ...(status === undefined ? {} : { status }),
      ...(stopRequested === true ? { stop_requested: true } : {}),
    }))
    const settle = [...this.#launched.values()].some(({ hasTimeLimit }) => hasTimeLimit === true) ? 0 : settleSeconds
    const { tasks } = await this.#api.tasks.wait({ tasks: known, timeout: pollSeconds, settle }, { signal })
    for (const task of tasks) {
      const { id, status, stop_requested } = task
      const launched = this.#launched.get(id)
      if (launched !== undefined) this.#launched.set(id, { ...launched, stopRequested: stop_requested })
      this.#observe(id, status, statusReason(task))
    }
  }

  #observe(task: string, status: TaskStatus, reason: string): void {
    const launched = this.#launched.get(task)
    if (launched === undefined || launched.status === status) return
    if (hasEnded(status)) this.#launched.delete(task)
    else this.#launched.set(task, { ...launched, status })
    this.#onStatus({ step: launched.step, attempt: launched.attempt, task, status, reason })
  }

  /** Reports deleted tasks as failed: their end can no longer be read. */
  async #observeDeleted(): Promise<void> {
    for (const task of this.#launched.keys()) {
      try {
        await this.#api.tasks.get_by_id({ task })
      } catch (error) {
        // The next poll finds it missing again.
        if (isServerAway(error)) return
        if (!isApiError(error, 'task_not_found')) throw error
        this.#observe(task, 'failed', 'its task was deleted')
      }
    }
  }
}
