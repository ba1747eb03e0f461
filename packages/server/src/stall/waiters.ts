import type { Task } from '@clearway/contract'
import type { Context } from '../context.ts'
import { staleWaits, writeTaskWaits } from '../db/tables/task-waits.ts'
import { transact } from '../db/connection/transaction.ts'

/** The task whose live attempt is calling waits for these: its own processes asked how they stand. What nobody runs waits for nothing that matters. */
export async function recordAwaited(ctx: Context, awaited: readonly string[]): Promise<void> {
  if (ctx.attempt?.live !== true) return
  const { task } = ctx.attempt
  // Most pairs were recorded a moment ago, and cost no transaction.
  const due = await staleWaits(ctx, task, awaited)
  if (due.length > 0) await transact(ctx, (tx) => writeTaskWaits(tx, task, due))
}

/**
 * The same for ClearML's controllers, which say nothing outright: they look again and again at the statuses of the tasks whose ids they know.
 * Tasks that have ended, or are drafts, hold nobody up.
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
