import { entriesOf } from '../db/tables/queue-order.ts'
import { findQueue } from '../db/tables/queues.ts'
import { removeEntry } from '../db/tables/queue-entries.ts'
import { findOwnTask } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import type { Actor } from '../scope.ts'
import { dequeueTask } from '../tasks/dequeue.ts'

/** Removes a task from a queue; with `updateStatus` the task gets back the status that it had before. */
export async function removeTaskFromQueue(
  tx: Actor,
  queue: string,
  id: string,
  { updateStatus }: { readonly updateStatus: boolean },
): Promise<void> {
  await findQueue(tx, queue)
  const task = await findOwnTask(tx, id)
  if (!(await entriesOf(tx, queue)).some((entry) => entry.task === task.id)) throw new ActionError('task_not_queued', { queue, task: id })
  if (updateStatus && task.status === 'queued') await dequeueTask(tx, task, undefined)
  else await removeEntry(tx, task.id)
}
