import { setTag } from '../db/tables/tags.ts'
import { editTask, type TaskRow } from '../db/tables/tasks.ts'
import { type Stopper, stopTask } from './stop.ts'

/** Archives a task; a queued or running one is stopped first. */
export async function archiveTask(
  tx: Stopper,
  task: TaskRow,
  { reason, message }: { readonly reason?: string | undefined; readonly message?: string | undefined } = {},
): Promise<void> {
  if (task.status === 'queued' || task.status === 'in_progress') await stopTask(tx, task, { force: true, reason, message })
  await setTag(tx, 'task', task.id, 'system_tags', 'archived', true)
  await editTask(tx, task, {})
}

export async function unarchiveTask(tx: Stopper, task: TaskRow): Promise<void> {
  await setTag(tx, 'task', task.id, 'system_tags', 'archived', false)
  await editTask(tx, task, {})
}
