import type { Context } from '../../context.ts'
import { entriesOf, findQueue, lockEntries, touchQueue } from '../../db/queues.ts'
import { findTask } from '../../db/tasks.ts'
import { transact } from '../../db/transaction.ts'
import { ActionError } from '../../errors.ts'

/** Moves a waiting task to another place in its queue. The entries between the two places shift by one: their ranks go round. */
export async function moveEntry(
  ctx: Context,
  queue: string,
  task: string,
  placeFrom: (from: number, length: number) => number,
): Promise<{ position: number }> {
  return transact(ctx, async (tx) => {
    await findQueue(tx, queue)
    const { id: moved } = await findTask(tx, task)
    await lockEntries(tx, queue)
    const entries = await entriesOf(tx, queue)
    const from = entries.findIndex((entry) => entry.task === moved)
    if (from === -1) throw new ActionError('task_not_queued', { queue, task })
    const position = Math.min(Math.max(placeFrom(from, entries.length), 0), entries.length - 1)
    const order = entries.map((entry) => entry.task)
    order.splice(position, 0, ...order.splice(from, 1))
    for (const [index, id] of order.entries()) {
      const { rank, task: before } = entries[index]!
      if (before !== id) await tx.db.updateTable('queue_entry').set({ rank }).where('task', '=', id).execute()
    }
    if (position !== from) await touchQueue(tx, queue)
    return { position }
  })
}
