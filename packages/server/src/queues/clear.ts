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

/**
 * Takes tasks from a queue, which get back the status that they had before. Answers which, and how many are left for the next call. With `among`, takes no
 * others than these.
 */
export async function clearQueue(
  tx: Actor,
  id: string,
  reason?: string,
  among?: ReadonlySet<string>,
): Promise<{ readonly removed: readonly string[]; readonly left: number }> {
  await findQueue(tx, id)
  const inQueue = await tasksInQueue(tx, id)
  const tasks = among === undefined ? inQueue : inQueue.filter((task) => among.has(task))
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

/** Takes what waits in a queue from it, in several transactions, but for about as many tasks as one transaction takes. */
export async function shortenQueue(ctx: QueueCaller, id: string, reason: string): Promise<void> {
  const waiting = await tasksInQueue(ctx, id)
  if (waiting.length > mostAtOnce) await takeAll(ctx, id, reason, waiting.slice(mostAtOnce))
}

/** Takes all tasks from a queue, in several transactions, but for those that a claim holds or that are added meanwhile. Answers which. */
export async function clearWholeQueue(ctx: QueueCaller, id: string, reason?: string): Promise<string[]> {
  return takeAll(ctx, id, reason, await tasksInQueue(ctx, id))
}

/** Takes these tasks from a queue and no others, so that it ends also while others add as many as it takes. Answers which it has taken. */
async function takeAll(ctx: QueueCaller, id: string, reason: string | undefined, tasks: readonly string[]): Promise<string[]> {
  const toTake = new Set(tasks)
  const all: string[] = []
  for (;;) {
    const { removed, left } = await transact(ctx, (tx) => clearQueue(tx, id, reason, toTake))
    appendAll(all, removed)
    if (left === 0 || removed.length === 0) return all
    // A task that comes back into the queue meanwhile stays there.
    for (const task of removed) toTake.delete(task)
    ctx.signal.throwIfAborted()
    await setImmediate()
  }
}
