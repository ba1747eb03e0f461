import type { TaskStatus } from '@clearway/contract'

/** The exit code of a command that has followed a run to its end. */
export function exitCodeOfRun(status: TaskStatus): 0 | 1 | 3 {
  if (status === 'completed' || status === 'published') return 0
  return status === 'stopped' ? 3 : 1
}
