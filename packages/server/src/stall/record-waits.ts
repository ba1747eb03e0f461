import type { Task } from '@clearway/contract'
import type { CallingAttempt } from '../caller.ts'
import type { Context } from '../context.ts'
import type { Scope } from '../scope.ts'
import { announceWaiters, companiesOfOldWaits, deleteOldWaits, staleWaits, writeTaskWaits } from '../db/tables/task-waits.ts'
import { transact } from '../db/connection/transaction.ts'

/**
 * Records that the calling attempt's task waits for the given tasks, whose statuses it has asked for. Calls outside a live attempt are ignored,
 * because they hold no slot.
 */
export async function recordAwaited(
  ctx: Scope & { readonly attempt?: Pick<CallingAttempt, 'task' | 'live'> | undefined },
  awaited: readonly string[],
): Promise<void> {
  if (ctx.attempt?.live !== true) return
  const { task } = ctx.attempt
  // Most pairs have been recorded recently, and need no transaction.
  const { due, begins } = await staleWaits(ctx, task, awaited)
  if (due.length > 0)
    await transact(ctx, async (tx) => {
      await writeTaskWaits(tx, task, due)
      if (begins) await announceWaiters(tx, [task])
    })
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

/** Deletes the waits of tasks that have not asked for a while. */
export async function endOldWaits(scope: Scope): Promise<void> {
  for (const company of await companiesOfOldWaits(scope)) await transact({ ...scope, company }, deleteOldWaits)
}
