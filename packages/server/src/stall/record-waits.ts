import type { Task } from '@clearway/contract'
import type { Context } from '../context.ts'
import { staleWaits, writeTaskWaits } from '../db/tables/task-waits.ts'
import { transact } from '../db/connection/transaction.ts'

/**
 * Records that the calling attempt's task waits for the given tasks, whose statuses it has asked for. Calls outside a live attempt are ignored,
 * because they hold no slot.
 */
export async function recordAwaited(ctx: Context, awaited: readonly string[]): Promise<void> {
  if (ctx.attempt?.live !== true) return
  const { task } = ctx.attempt
  // Most pairs have been recorded recently, and need no transaction.
  const due = await staleWaits(ctx, task, awaited)
  if (due.length > 0) await transact(ctx, (tx) => writeTaskWaits(tx, task, due))
}

/**
 * Records the waits of ClearML's controllers. They do not name the tasks that they wait for, but poll the statuses of tasks by id. Tasks that have
 * ended, or are drafts, are left out: nobody waits for them.
 */
export async function recordStatusReads(
  ctx: Context,
  request: Readonly<Record<string, unknown>>,
  found: readonly Pick<Task, 'id' | 'status'>[],
): Promise<void> {
  const { id, only_fields } = request
  const asksForStatus = only_fields === 'status' || (Array.isArray(only_fields) && only_fields.includes('status'))
  if (!asksForStatus || id === undefined || id === null) return
  const live = found.filter(({ status }) => status === 'queued' || status === 'in_progress')
  await recordAwaited(
    ctx,
    live.map((task) => task.id),
  )
}
