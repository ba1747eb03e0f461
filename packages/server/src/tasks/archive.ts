import { hasEnded } from '@clearway/contract'
import { setSystemTag } from '../db/tables/tags.ts'
import { editTask, type TaskRow } from '../db/tables/tasks.ts'
import { type Stopper, stopTask } from './stop.ts'

/** Why a task is archived. The reason and message of a task that has ended stay those of its end. */
export interface ArchiveReason {
  readonly reason?: string | undefined
  readonly message?: string | undefined
}

/** Archives a task; a queued or running one is stopped first. */
export async function archiveTask(tx: Stopper, task: TaskRow, { reason, message }: ArchiveReason = {}): Promise<void> {
  if (task.status === 'queued' || task.status === 'in_progress') await stopTask(tx, task, { force: true, reason, message })
  await setSystemTag(tx, 'task', task.id, { tag: 'archived', present: true })
  const takesReason = !hasEnded(task.status)
  await editTask(tx, task, {
    ...(!takesReason || reason === undefined ? {} : { status_reason: reason }),
    ...(!takesReason || message === undefined ? {} : { status_message: message }),
  })
}

export async function unarchiveTask(tx: Stopper, task: TaskRow): Promise<void> {
  await setSystemTag(tx, 'task', task.id, { tag: 'archived', present: false })
  await editTask(tx, task, {})
}
