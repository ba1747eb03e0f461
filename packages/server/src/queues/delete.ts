import { transact } from '../db/connection/transaction.ts'
import { deleteQueueRows, findQueue } from '../db/tables/queues.ts'
import { tasksInQueue } from '../db/tables/queue-order.ts'
import { findOwnTask } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import type { Actor } from '../scope.ts'
import { dequeueTask } from '../tasks/dequeue.ts'
import { type QueueCaller, shortenQueue } from './clear.ts'

/**
 * Deletes a queue; with force, also one with queued tasks, which get back the status that they had before. Most tasks of a long queue are taken from it in
 * transactions of their own, so that other calls run in between: a call that was interrupted can be repeated.
 */
export async function deleteWholeQueue(ctx: QueueCaller, id: string, force: boolean | undefined): Promise<void> {
  // The transaction of the call, which is its fault point, is the last one.
  if (force === true) await shortenQueue({ ...ctx, doing: undefined }, id, reason)
  await transact(ctx, (tx) => deleteQueue(tx, id, force))
}

const reason = 'queue deleted'

async function deleteQueue(tx: Actor, id: string, force: boolean | undefined): Promise<void> {
  await findQueue(tx, id, 'remove')
  const tasks = await tasksInQueue(tx, id)
  if (tasks.length > 0 && force !== true) throw new ActionError('queue_not_empty', { queue: id, tasks: tasks.length })
  for (const task of tasks) {
    const row = await findOwnTask(tx, task)
    if (row.status === 'queued') await dequeueTask(tx, row, undefined, { reason })
  }
  await deleteQueueRows(tx, id)
}
