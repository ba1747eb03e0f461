import type { ObservedStatus } from './events.ts'
import type { StepStatus } from './run-state.ts'

/**
 * What a task's status says of its step. `closed` is only reached from `stopped`, so it is an abort; ClearML's controllers
 * take it for running and wait for ever.
 */
export const stepStatusOf = {
  created: 'queued',
  queued: 'queued',
  in_progress: 'running',
  publishing: 'completed',
  published: 'completed',
  completed: 'completed',
  stopped: 'aborted',
  closed: 'aborted',
  failed: 'failed',
} as const satisfies Record<ObservedStatus, StepStatus>
