import type { Context } from '../context.ts'
import { scheduleEventRemoval } from '../db/tables/event-removals.ts'
import { findOwnTask, type TaskRow } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import type { Tx } from '../scope.ts'

/** Schedules the removal of a task's events. Answers the task's id. */
export async function clearTaskEvents(tx: Tx, id: string, allowLocked: boolean): Promise<string> {
  const task = await findOwnTask(tx, id)
  refuseLocked(task, allowLocked)
  await scheduleEventRemoval(tx, [task.id])
  return task.id
}

/** Deletes the lines of a task's log; with `olderThanSeconds` above 0 those that are older. Answers how many. */
export async function clearTaskLog(
  ctx: Context,
  id: string,
  { allowLocked, olderThanSeconds }: { readonly allowLocked: boolean; readonly olderThanSeconds: number },
): Promise<number> {
  const task = await findOwnTask(ctx, id, 'refer')
  refuseLocked(task, allowLocked)
  return ctx.telemetry.clearLog(ctx, task.id, olderThanSeconds === 0 ? undefined : ctx.now() - olderThanSeconds * 1000)
}

/** Refuses a published task, whose events are locked. Source: ClearML server 2.3.0. */
function refuseLocked({ id, status }: TaskRow, allowLocked: boolean): void {
  if ((status === 'published' || status === 'publishing') && !allowLocked) throw new ActionError('task_published', { task: id })
}
