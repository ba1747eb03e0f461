import { deleteQueueRows, findQueue } from '../db/tables/queues.ts'
import { tasksInQueue } from '../db/tables/queue-order.ts'
import { findOwnTask } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import type { Actor } from '../scope.ts'
import { dequeueTask } from '../tasks/dequeue.ts'

/** Deletes a queue; with force, also one with queued tasks, which get back the status that they had before. */
export async function deleteQueue(tx: Actor, id: string, force: boolean | undefined): Promise<void> {
  await findQueue(tx, id, 'remove')
  const tasks = await tasksInQueue(tx, id)
  if (tasks.length > 0 && force !== true) throw new ActionError('queue_not_empty', { queue: id, tasks: tasks.length })
  for (const task of tasks) {
    const row = await findOwnTask(tx, task)
    if (row.status === 'queued') await dequeueTask(tx, row, undefined, { reason: 'queue deleted' })
  }
  await deleteQueueRows(tx, id)
}
