import { setImmediate } from 'node:timers/promises'
import { transact } from '../db/connection/transaction.ts'
import { tasksInQueue } from '../db/tables/queue-order.ts'
import { findQueue } from '../db/tables/queues.ts'
import { findOwnTask } from '../db/tables/tasks.ts'
import { appendAll } from '../large-lists.ts'
import type { Actor, Scope } from '../scope.ts'
import { dequeueTask } from '../tasks/dequeue.ts'

/** How many tasks one transaction takes from a queue: other calls wait meanwhile. */
const mostAtOnce = 500

/** Takes tasks from a queue, which get back the status that they had before. Answers which, and how many are left for the next call. */
export async function clearQueue(
  tx: Actor,
  id: string,
  reason?: string,
): Promise<{ readonly removed: readonly string[]; readonly left: number }> {
  await findQueue(tx, id)
  const tasks = await tasksInQueue(tx, id)
  const removed: string[] = []
  for (const task of tasks.slice(0, mostAtOnce)) {
    const row = await findOwnTask(tx, task)
    if (row.status !== 'queued') continue
    await dequeueTask(tx, row, undefined, { reason: reason ?? 'queue cleared' })
    removed.push(row.id)
  }
  return { removed, left: Math.max(0, tasks.length - mostAtOnce) }
}

/** Who takes tasks from a queue in several transactions, until the signal is aborted. */
export type QueueCaller = Scope & Pick<Actor, 'user'> & { readonly signal: AbortSignal }

/** Takes tasks from a queue, in several transactions, until there are no more of them than one transaction takes. */
export async function shortenQueue(ctx: QueueCaller, id: string, reason: string): Promise<void> {
  while ((await tasksInQueue(ctx, id)).length > mostAtOnce) {
    const { removed } = await transact(ctx, (tx) => clearQueue(tx, id, reason))
    if (removed.length === 0) return
    ctx.signal.throwIfAborted()
    await setImmediate()
  }
}

/** Takes all tasks from a queue, in several transactions, but for those that a claim holds or that are added meanwhile. Answers which. */
export async function clearWholeQueue(ctx: QueueCaller, id: string, reason?: string): Promise<string[]> {
  const all: string[] = []
  for (;;) {
    const { removed, left } = await transact(ctx, (tx) => clearQueue(tx, id, reason))
    appendAll(all, removed)
    if (left === 0 || removed.length === 0) return all
    ctx.signal.throwIfAborted()
    await setImmediate()
  }
}
