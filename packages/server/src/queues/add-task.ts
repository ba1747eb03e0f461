import { findQueue } from '../db/tables/queues.ts'
import { findOwnTask } from '../db/tables/tasks.ts'
import type { Actor } from '../scope.ts'
import { enqueueTask } from '../tasks/enqueue.ts'

/** Puts a task at the end of a queue. */
export async function addTaskToQueue(tx: Actor, queue: string, id: string, recordQueue: boolean): Promise<void> {
  await findQueue(tx, queue)
  await enqueueTask(tx, await findOwnTask(tx, id), { queue, recordQueue })
}
