import { taskCanBecome, type TaskStatus } from '@clearway/contract/status'

/** Why the definition of a task with a status cannot be edited, as a sentence; undefined if it can: only that of a draft. */
export function editRefusal(status: TaskStatus | undefined, label: string): string | undefined {
  if (status === 'created') return undefined
  const cure = status !== undefined && taskCanBecome('created', status) ? 'reset it, or edit a clone of it' : 'edit a clone of it'
  return `A task that is ${label} cannot be edited: ${cure}.`
}
