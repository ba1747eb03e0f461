import type { models } from '@clearway/contract'
import type { RawBuilder } from 'kysely'
import type { Handler, CallTx } from '../../context.ts'
import { scheduleEventRemoval } from '../../db/event-removals.ts'
import { findOwnModel } from '../../db/models.ts'
import { inputUses, withDeletedModel, withoutOutputModel } from '../../db/models-in-tasks.ts'
import { editTask } from '../../db/tasks.ts'
import { transact } from '../../db/transaction.ts'
import { parseObject } from '../../db/unreadable.ts'
import { ActionError } from '../../errors.ts'
import { releaseFiles } from '../../files/release-files.ts'

/**
 * Deletes a model. The task that made it no longer lists it; tasks that were published with it, or use it as an input, keep its id marked
 * as deleted. Source: ClearML server 2.3.0.
 */
export const deleteModel: Handler<typeof models.delete> = async ({ model: id, force, delete_external_artifacts }, ctx) =>
  transact(ctx, async (tx) => {
    const model = await findOwnModel(tx, id, 'remove')
    const users = [...new Set((await inputUses(tx, [id])).map(({ task }) => task))]
    if (users.length > 0 && force !== true) throw new ActionError('model_in_use', { model: id, task: users[0]! })
    const maker =
      model.task === null
        ? undefined
        : await tx.db.selectFrom('task').select(['id', 'status', 'models']).where('id', '=', model.task).executeTakeFirst()
    const isPublished = maker?.status === 'published'
    if (isPublished && force !== true) throw new ActionError('model_task_published', { model: id, task: maker.id })

    for (const task of users) await editModels(tx, task, withDeletedModel(tx, 'input', id))
    // Where the list cannot be read, nothing in it refers to the model.
    if (maker !== undefined && Array.isArray(parseObject(maker.models)?.['output']))
      await editModels(tx, maker.id, isPublished ? withDeletedModel(tx, 'output', id) : withoutOutputModel(tx, id))
    await tx.db.deleteFrom('model_tag').where('model', '=', id).execute()
    await tx.db.deleteFrom('model').where('id', '=', id).execute()
    await scheduleEventRemoval(tx, [id])
    tx.recordChange({ entity: 'model', id, project: model.project, kind: 'deleted', rev: model.rev + 1 })
    if (delete_external_artifacts !== false) await releaseFiles(tx, [model.uri], { remove: true })
    return { deleted: true, url: model.uri }
  })

async function editModels(tx: CallTx, id: string, models: RawBuilder<string>): Promise<void> {
  await editTask(tx, { id, project: null }, { models: models as never })
}
