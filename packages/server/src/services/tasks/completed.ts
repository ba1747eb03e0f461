import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { changeStatus } from '../../tasks/change-status.ts'
import { publishTask } from '../../tasks/publish.ts'
import { changeOf } from './report-status.ts'
import { statusFields } from './status-fields.ts'

export const completed: Handler<typeof tasks.completed> = async (request, ctx) =>
  transact(ctx, async (tx) => {
    const completed = await changeStatus(tx, request.task, 'completed', changeOf(request))
    const moved = request.publish === true ? await publishTask(tx, completed, { models: true }) : completed
    return { updated: 1, fields: statusFields(moved), published: request.publish === true ? 1 : 0 }
  })
