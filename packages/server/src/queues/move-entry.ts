import { entriesOf, lockEntries, setRanks } from '../db/tables/queue-order.ts'
import { findQueue, recordQueueChange } from '../db/tables/queues.ts'
import { findTask } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import type { Tx } from '../scope.ts'
import { defined } from '../defined.ts'

/**
 * Moves a queued task to another position in its queue, and answers that position. The entries between the two positions shift by one: they exchange
 * ranks.
 */
export async function moveEntry(
  tx: Tx,
  queue: string,
  task: string,
  positionFrom: (from: number, length: number) => number,
): Promise<number> {
  await findQueue(tx, queue)
  const { id: moved } = await findTask(tx, task)
  await lockEntries(tx, queue)
  const entries = await entriesOf(tx, queue)
  const from = entries.findIndex((entry) => entry.task === moved)
  if (from === -1) throw new ActionError('task_not_queued', { queue, task })
  const position = Math.min(Math.max(positionFrom(from, entries.length), 0), entries.length - 1)
  const order = entries.map((entry) => entry.task)
  order.splice(position, 0, ...order.splice(from, 1))
  const ranks = entries.map(({ rank, task: before }, index) => ({ rank, before, task: defined(order[index]) }))
  await setRanks(
    tx,
    ranks.filter((entry) => entry.before !== entry.task).map(({ task: id, rank }) => ({ task: id, rank })),
  )
  if (position !== from) await recordQueueChange(tx, queue)
  return position
}
