import type { TaskStatus } from '@clearway/contract'
import { moveTask, type TaskRow, findOwnTask } from '../db/tables/tasks.ts'
import type { OperationTx } from '../context.ts'
import type { StatusChange } from './change-status.ts'
import { releaseLease } from './release-lease.ts'
import { dequeueTask } from './dequeue.ts'

/**
 * Takes a queued or running task out of its queue or its attempt, and gives it the status asked for, by default the one that it had before. Answers
 * the changed task; undefined if it was neither queued nor running.
 */
export async function withdrawTask(
  tx: OperationTx,
  id: string,
  to: TaskStatus | undefined,
  { reason, message }: Omit<StatusChange, 'force'>,
): Promise<TaskRow | undefined> {
  const task = await findOwnTask(tx, id)
  if (task.status !== 'queued' && task.status !== 'in_progress') return undefined
  const change = { reason, message, force: true }
  const moved =
    task.status === 'queued'
      ? await dequeueTask(tx, task, to, change)
      : await moveTask(tx, task, to ?? task.enqueue_status ?? 'created', change)
  if (moved.status !== 'in_progress') await releaseLease(tx, task, moved)
  return moved
}
