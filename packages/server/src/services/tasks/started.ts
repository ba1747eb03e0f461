import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { startTask } from '../../dispatch/started.ts'
import { changeOf } from './report-status.ts'
import { statusFields } from './status-fields.ts'

export const started: Handler<typeof tasks.started> = async (request, ctx) => {
  const moved = await transact(ctx, (tx) => startTask(tx, request.task, changeOf(request)))
  return { updated: 1, started: 1, fields: statusFields(moved) }
}
