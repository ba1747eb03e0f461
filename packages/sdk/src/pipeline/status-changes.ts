import { setTimeout as delay } from 'node:timers/promises'
import { visibleText } from '@clearway/contract/visible-text'
import type { StepStatus } from '@clearway/contract'
import { type RunState, stepOf, type StepState } from '@clearway/engine'
import type { Connection } from '../connection.ts'
import { Task } from '../task.ts'
import type { StepCallbacks } from './step-options.ts'

/** How long an ended run waits for the callbacks that are not done yet. */
const patienceMs = 60_000

export interface StatusChangesOptions {
  readonly connection: Connection
  readonly callbacks: ReadonlyMap<string, StepCallbacks>
  /** The state from which this process goes on: what led to it was reported by an earlier one. */
  readonly from: RunState
}

/** Reports the changes of steps' statuses to their callbacks, one after another. */
export class StatusChanges {
  readonly #options: StatusChangesOptions
  readonly #known = new Map<string, StepStatus>()
  #reports: Promise<void> = Promise.resolve()
  #isDone = true

  constructor(options: StatusChangesOptions) {
    this.#options = options
  }

  /** Reports the steps of a further state whose statuses have changed. */
  update(state: RunState, changedSteps: Iterable<string>): void {
    const { callbacks, from } = this.#options
    for (const name of changedSteps) {
      const step = stepOf(state, name)
      const callback = callbacks.get(step?.group ?? name)?.statusChangeCallback
      if (step === undefined || callback === undefined) continue
      const previous = this.#known.get(name) ?? stepOf(from, name)?.status ?? 'pending'
      if (step.status === previous) continue
      this.#known.set(name, step.status)
      this.#isDone = false
      const report = this.#reports.then(() => this.#report(callback, step, previous))
      this.#reports = report
      void report.then(() => (this.#isDone = this.#reports === report))
    }
  }

  /** Resolves when all callbacks are done; after a minute with a warning, because the run has ended. */
  async settled(): Promise<void> {
    const timer = new AbortController()
    const late = delay(patienceMs, undefined, { signal: timer.signal }).catch(() => {})
    await Promise.race([this.#reports, late])
    timer.abort()
    if (!this.#isDone) process.emitWarning('The run has ended, but a status callback has not: it is not waited for any longer.')
  }

  async #report(callback: NonNullable<StepCallbacks['statusChangeCallback']>, step: StepState, previousStatus: StepStatus): Promise<void> {
    const { name } = step.definition
    const { status, attempt, reason, task } = step
    try {
      await callback({
        name,
        status,
        previousStatus,
        attempt,
        ...(reason === undefined ? {} : { reason }),
        task: task === undefined || task === '' ? undefined : await Task.get({ id: task, connection: this.#options.connection }),
      })
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      process.emitWarning(visibleText(`The status callback of step '${name}' broke, which changes nothing for the step: ${why}`))
    }
  }
}
