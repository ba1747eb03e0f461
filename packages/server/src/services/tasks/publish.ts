import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { findOwnTask } from '../../db/tables/tasks.ts'
import { transact } from '../../db/connection/transaction.ts'
import { publishTask } from '../../tasks/publish.ts'
import { statusFields } from './status-fields.ts'

export const publish: Handler<typeof tasks.publish> = async ({ task: id, force, publish_model, status_reason, status_message }, ctx) =>
  transact(ctx, async (tx) => {
    const task = await findOwnTask(tx, id)
    const change = { force, reason: status_reason, message: status_message, models: publish_model !== false }
    return { updated: 1, published: 1, fields: statusFields(await publishTask(tx, task, change)) }
  })
