import type { Task } from '@clearway/contract'
import type { StepStatus } from '@clearway/engine'

/** One step of a run, as far as it is known. Times are milliseconds since the epoch. */
export interface StepView {
  readonly name: string
  readonly status: StepStatus
  readonly parents: readonly string[]
  readonly task?: string
  readonly attempt?: number
  /** Where it waits or was taken from. */
  readonly queue?: string
  readonly worker?: string
  readonly queuedAt?: number
  readonly startedAt?: number
  readonly endedAt?: number
  /** Why it failed, was skipped or stopped. */
  readonly reason?: string
}

export interface RunView {
  /** The controller's task. */
  readonly run: Task
  readonly steps: readonly StepView[]
}

/** A step as its controller knows it, before its task is looked at. */
export type PlannedStep = Pick<StepView, 'name' | 'status' | 'parents' | 'task' | 'attempt' | 'reason'> & {
  /** Its place in the run will not change any more. */
  readonly isDone: boolean
  readonly startedAt?: number
  readonly endedAt?: number
}
