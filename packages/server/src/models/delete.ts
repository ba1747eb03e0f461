import type { OperationTx } from '../context.ts'
import { scheduleEventRemoval } from '../db/tables/event-removals.ts'
import { deleteModelRows, findOwnModel } from '../db/tables/models.ts'
import { inputUses, markModelDeleted, removeOutputModel } from '../db/tables/models-in-tasks.ts'
import { findTaskModels } from '../db/tables/tasks.ts'
import { parseObject } from '../db/sql/unreadable.ts'
import { ActionError } from '../errors.ts'
import { releaseFiles } from '../files/release-files.ts'
import { defined } from '../defined.ts'

export interface ModelDeletion {
  readonly force?: boolean | undefined
  readonly deleteFile: boolean
}

/**
 * Deletes a model, and answers its address. The task that made it no longer lists it; tasks that were published with it, or use it as an input, keep
 * its id marked as deleted. Source: ClearML server 2.3.0.
 */
export async function deleteModel(tx: OperationTx, id: string, { force, deleteFile }: ModelDeletion): Promise<string> {
  const model = await findOwnModel(tx, id, 'remove')
  const users = [...new Set((await inputUses(tx, [id])).map(({ task }) => task))]
  if (users.length > 0 && force !== true) throw new ActionError('model_in_use', { model: id, task: defined(users[0]) })
  const maker = model.task === null ? undefined : await findTaskModels(tx, model.task)
  const isPublished = maker?.status === 'published'
  if (isPublished && force !== true) throw new ActionError('model_task_published', { model: id, task: maker.id })

  for (const task of users) await markModelDeleted(tx, task, 'input', id)
  // A list that cannot be read refers to no model.
  if (maker !== undefined && Array.isArray(parseObject(maker.models)?.['output'])) {
    if (isPublished) await markModelDeleted(tx, maker.id, 'output', id)
    else await removeOutputModel(tx, maker.id, id)
  }
  await deleteModelRows(tx, model)
  await scheduleEventRemoval(tx, [id])
  if (deleteFile) await releaseFiles(tx, [model.uri], { remove: true })
  return model.uri
}
