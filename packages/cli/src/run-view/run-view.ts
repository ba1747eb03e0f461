import type { Task } from '@clearway/contract'
import type { StepStatus } from '@clearway/engine'

/** One step of a run, as far as is known. Times are milliseconds since the epoch. */
export interface StepView {
  readonly name: string
  readonly status: StepStatus
  readonly parents: readonly string[]
  readonly task?: string
  readonly attempt?: number
  /** The queue in which the step waits, or from which it was claimed. */
  readonly queue?: string
  readonly worker?: string
  readonly queuedAt?: number
  readonly startedAt?: number
  readonly endedAt?: number
  /** Why the step failed, was skipped or was stopped. */
  readonly reason?: string
}

export interface RunView {
  /** The controller's task. */
  readonly run: Task
  readonly steps: readonly StepView[]
}

/** A step as its controller knows it, before its task is read. */
export type PlannedStep = Pick<StepView, 'name' | 'status' | 'parents' | 'task' | 'attempt' | 'reason'> & {
  /** Whether the controller will not change the step any more. */
  readonly isDone: boolean
  readonly startedAt?: number
  readonly endedAt?: number
}
