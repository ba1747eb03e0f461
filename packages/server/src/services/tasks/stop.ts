import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { stopWithSteps } from '../../tasks/stop-with-steps.ts'
import { changeOf } from './report-status.ts'
import { statusFields } from './status-fields.ts'

export const stop: Handler<typeof tasks.stop> = async (request, ctx) => {
  const options = { ...changeOf(request), withSteps: request.include_pipeline_steps !== false }
  return { updated: 1, fields: statusFields(await transact(ctx, (tx) => stopWithSteps(tx, request.task, options))) }
}
