import type { events } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { scheduleEventRemoval } from '../../db/tables/event-removals.ts'
import { findOwnModel } from '../../db/tables/models.ts'
import { findOwnTask } from '../../db/tables/tasks.ts'
import { ActionError } from '../../errors.ts'
import { removeEventsNow } from '../../telemetry/removal/remove-scheduled.ts'

export const clear_task_log: Handler<typeof events.clear_task_log> = async (
  { task: id, threshold_sec: seconds = 0, allow_locked },
  ctx,
) => {
  const task = await findOwnTask(ctx, id, 'refer')
  refusePublished(task, allow_locked)
  return { deleted: await ctx.telemetry.clearLog(ctx, task.id, seconds === 0 ? undefined : ctx.now() - seconds * 1000) }
}

export const delete_for_task: Handler<typeof events.delete_for_task> = async ({ task: asked, allow_locked }, ctx) => {
  const id = await transact(ctx, async (tx) => {
    const task = await findOwnTask(tx, asked)
    refusePublished(task, allow_locked)
    await scheduleEventRemoval(tx, [task.id])
    return task.id
  })
  return { deleted: (await removeEventsNow(ctx, [id])).events }
}

export const delete_for_model: Handler<typeof events.delete_for_model> = async ({ model: id, allow_locked }, ctx) => {
  await transact(ctx, async (tx) => {
    const model = await findOwnModel(tx, id)
    if (model.ready === 1 && allow_locked !== true) throw new ActionError('model_ready', { model: id })
    await scheduleEventRemoval(tx, [id])
  })
  return { deleted: (await removeEventsNow(ctx, [id])).events }
}

/** Refuses a published task, whose events are locked. Source: ClearML server 2.3.0. */
function refusePublished({ id, status }: { readonly id: string; readonly status: string }, allowLocked: boolean | undefined): void {
  if ((status === 'published' || status === 'publishing') && allowLocked !== true) throw new ActionError('task_published', { task: id })
}
