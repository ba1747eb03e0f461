import type { models } from '@clearway/contract'
import { authorizeRow } from '../../auth/authorize.ts'
import type { Handler } from '../../context.ts'
import { editModel, findOwnModel } from '../../db/models.ts'
import { findOwnTask } from '../../db/tasks.ts'
import { transact } from '../../db/transaction.ts'
import { ActionError } from '../../errors.ts'
import { publishTask } from '../../tasks/publish.ts'
import { statusFields } from '../tasks/status-fields.ts'

export const set_ready: Handler<typeof models.set_ready> = async ({ model: id, publish_task, force_publish_task }, ctx) =>
  transact(ctx, async (tx) => {
    const model = await findOwnModel(tx, id)
    if (model.ready === 1) throw new ActionError('model_ready', { model: id })
    await editModel(tx, id, { ready: 1 })
    if (publish_task !== true || model.task === null) return { updated: 1 }
    await authorizeRow(tx, { row: 'task', right: 'own' }, [model.task])
    const task = await publishTask(tx, await findOwnTask(tx, model.task), { force: force_publish_task, models: false })
    return { updated: 1, published_task: { id: task.id, data: { fields: statusFields(task) } } }
  })
