import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { findOwnTask, findTask } from '../../db/tables/tasks.ts'
import { transact } from '../../db/connection/transaction.ts'
import { stopStarted, stopTask } from '../../tasks/stop.ts'
import { statusFields } from './status-fields.ts'

/** Stops a task. By default the steps of a pipeline stop with it, because nothing would use their results. */
export const stop: Handler<typeof tasks.stop> = async ({ task: id, force, status_reason, status_message, include_pipeline_steps }, ctx) =>
  transact(ctx, async (tx) => {
    const task = await findOwnTask(tx, id)
    const withSteps = include_pipeline_steps !== false
    await stopTask(tx, task, { force, reason: status_reason, message: status_message, withSteps })
    if (withSteps) await stopStarted(tx, task)
    return { updated: 1, fields: statusFields(await findTask(tx, task.id)) }
  })
