import { changeMany } from '../change-many.ts'
import type { Context } from '../context.ts'
import { transact } from '../db/connection/transaction.ts'
import { deleteModel } from '../models/delete.ts'
import { deleteTask } from '../tasks/delete.ts'
import { removeReports } from '../tasks/remove-reports.ts'
import { contentsToDelete } from './delete.ts'

/** What was deleted of a project, with the addresses of files that are left to the client. */
export interface DeletedContents {
  readonly tasks: number
  readonly models: number
  readonly urls: { readonly models: string[]; readonly artifacts: string[]; readonly events: string[] }
}

/**
 * Deletes the models and tasks of a project and those below it, a hundred in a transaction, so that other calls run in between. A call that was interrupted
 * can be repeated. What somebody else deletes meanwhile is not counted.
 */
export async function deleteContents(
  ctx: Context,
  project: string,
  { force, deleteFiles }: { readonly force: boolean; readonly deleteFiles: boolean },
): Promise<DeletedContents> {
  const { tasks, models } = await transact(ctx, (tx) => contentsToDelete(tx, project, force))
  const deletedModels = await changeMany(ctx, models, (tx, id) => deleteModel(tx, id, { force: true, deleteFile: deleteFiles }))
  const deletedTasks = await changeMany(ctx, tasks, (tx, id) =>
    deleteTask(tx, id, { force: true, deleteOutputModels: true, deleteFiles, includeSteps: false }),
  )
  const ids = [
    ...deletedModels.succeeded.map(({ id }) => id),
    ...deletedTasks.succeeded.flatMap(({ id, change }) => [id, ...change.deletedModels]),
  ]
  const { images } = await removeReports(ctx, ids, { files: deleteFiles })
  const results = deletedTasks.succeeded.map(({ change }) => change)
  return {
    tasks: results.length,
    models: results.reduce((sum, one) => sum + one.deletedModels.length, deletedModels.succeeded.length),
    urls: {
      models: [
        ...deletedModels.succeeded.map(({ change }) => change).filter((url) => url !== ''),
        ...results.flatMap(({ urls }) => urls.models),
      ],
      artifacts: results.flatMap(({ urls }) => urls.artifacts),
      events: [...images.values()].flat(),
    },
  }
}
