import type { StepStatus, TaskStatus } from '@clearway/contract/status'

/**
 * The status of a step by the status of its task. `closed` is only reached from `stopped`, so it counts as an abort; ClearML's
 * controllers take it for running and wait for ever.
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
} as const satisfies Record<TaskStatus, StepStatus>
