import type { Task } from './task.ts'
import { hasEnded, type TaskStatus } from './status.ts'

/** The fields by which it is known when a task ran, as lists of tasks and `runs.view` have them. */
export type RunningTimes = Pick<Task, 'begun' | 'started' | 'completed' | 'status_changed' | 'active_duration'> & {
  readonly status?: TaskStatus
}

/**
 * From when to when a task ran, in ms since the epoch; without `to` as long as it goes on, and undefined if it has not begun. A run counts from its first
 * start, also while it waits in a queue to go on; any other task from its last one.
 */
export function runningTime({
  begun,
  started,
  completed,
  status = 'created',
  status_changed: changed,
  active_duration: seconds,
}: RunningTimes): { readonly from: number; readonly to?: number } | undefined {
  const from = momentOf(begun ?? started)
  const isWaiting = status === 'queued' && begun === undefined
  if (from === undefined || status === 'created' || isWaiting) return undefined
  if (!hasEnded(status)) return { from }
  const to = momentOf(completed) ?? momentOf(changed) ?? (seconds === undefined ? undefined : from + seconds * 1000)
  return to === undefined ? undefined : { from, to }
}

function momentOf(time: string | undefined): number | undefined {
  const at = Date.parse(time ?? '')
  return Number.isNaN(at) ? undefined : at
}
