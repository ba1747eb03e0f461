import { tasksInQueue } from '../db/tables/queue-order.ts'
import { findQueue } from '../db/tables/queues.ts'
import { findOwnTask } from '../db/tables/tasks.ts'
import type { Actor } from '../scope.ts'
import { dequeueTask } from '../tasks/dequeue.ts'

/** How many tasks one transaction takes from a queue: other calls wait meanwhile. */
const mostAtOnce = 500

/** Takes tasks from a queue, which get back the status that they had before. Answers how many, and how many are left for the next call. */
export async function clearQueue(tx: Actor, id: string, reason?: string): Promise<{ readonly removed: number; readonly left: number }> {
  await findQueue(tx, id)
  const tasks = await tasksInQueue(tx, id)
  let removed = 0
  for (const task of tasks.slice(0, mostAtOnce)) {
    const row = await findOwnTask(tx, task)
    if (row.status !== 'queued') continue
    await dequeueTask(tx, row, undefined, { reason: reason ?? 'queue cleared' })
    removed += 1
  }
  return { removed, left: Math.max(0, tasks.length - mostAtOnce) }
}
