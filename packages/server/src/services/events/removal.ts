import type { events } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { clearModelEvents } from '../../models/clear-events.ts'
import { clearTaskEvents, clearTaskLog } from '../../tasks/clear-events.ts'
import { removeEventsNow } from '../../telemetry/removal/remove-scheduled.ts'

export const clear_task_log: Handler<typeof events.clear_task_log> = async ({ task, threshold_sec = 0, allow_locked }, ctx) => ({
  deleted: await clearTaskLog(ctx, task, { allowLocked: allow_locked === true, olderThanSeconds: threshold_sec }),
})

export const delete_for_task: Handler<typeof events.delete_for_task> = async ({ task, allow_locked }, ctx) => {
  const id = await transact(ctx, (tx) => clearTaskEvents(tx, task, allow_locked === true))
  return { deleted: (await removeEventsNow(ctx, [id])).events }
}

export const delete_for_model: Handler<typeof events.delete_for_model> = async ({ model, allow_locked }, ctx) => {
  await transact(ctx, (tx) => clearModelEvents(tx, model, allow_locked === true))
  return { deleted: (await removeEventsNow(ctx, [model])).events }
}
