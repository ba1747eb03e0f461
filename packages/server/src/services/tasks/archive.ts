import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { archiveTasks, unarchiveTasks } from '../../tasks/archive-tasks.ts'

export const archive: Handler<typeof tasks.archive> = async (
  { tasks: ids, include_pipeline_steps: withSteps = false, status_reason: reason, status_message: message },
  ctx,
) => ({ archived: await archiveTasks(ctx, ids, { withSteps, reason, message }) })

export const unarchive: Handler<typeof tasks.unarchive> = async ({ tasks: ids, include_pipeline_steps: withSteps = false }, ctx) => ({
  unarchived: await unarchiveTasks(ctx, ids, { withSteps }),
})
