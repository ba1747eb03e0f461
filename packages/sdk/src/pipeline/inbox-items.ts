import { hasEnded } from '@clearway/contract/status'
import type { RunEvent } from '@clearway/engine'

/** Stands in the inbox for what somebody has asked of the run. */
export const asked = Symbol('asked')

/** Whether an event can wait for others: a launch shows in its task as well, and a task's start is for display only. */
export function canWait(event: RunEvent | typeof asked): boolean {
  if (event === asked) return false
  return event.type === 'step_launched' || (event.type === 'step_status' && !hasEnded(event.status))
}
