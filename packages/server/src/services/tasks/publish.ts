import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { findOwnTask } from '../../db/tables/tasks.ts'
import { transact } from '../../db/connection/transaction.ts'
import { publishTask } from '../../tasks/publish.ts'
import { changeOf } from './report-status.ts'
import { statusFields } from './status-fields.ts'

export const publish: Handler<typeof tasks.publish> = async (request, ctx) =>
  transact(ctx, async (tx) => {
    const task = await findOwnTask(tx, request.task)
    const change = { ...changeOf(request), models: request.publish_model !== false }
    return { updated: 1, published: 1, fields: statusFields(await publishTask(tx, task, change)) }
  })
