import type { models } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { setReady } from '../../models/set-ready.ts'
import { statusFields } from '../tasks/status-fields.ts'

export const set_ready: Handler<typeof models.set_ready> = async ({ model, publish_task, force_publish_task }, ctx) => {
  const task = await transact(ctx, (tx) => setReady(tx, model, { publishTask: publish_task === true, force: force_publish_task }))
  return { updated: 1, ...(task === undefined ? {} : { published_task: { id: task.id, data: { fields: statusFields(task) } } }) }
}
