import type { projects } from '@clearway/contract'
import { changeMany } from '../../change-many.ts'
import type { Context, Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { deleteModel } from '../../models/delete.ts'
import { contentsToDelete, deleteProject } from '../../projects/delete.ts'
import { deleteTask } from '../../tasks/delete.ts'
import { removeReports } from '../../tasks/remove-reports.ts'

const deleteAction: Handler<typeof projects.delete> = async (request, ctx) => {
  const { project, force = false, delete_contents: withContents = false, delete_external_artifacts: deleteFiles = true } = request
  const contents = withContents ? await deleteContents(ctx, project, { force, deleteFiles }) : {}
  const deleted = await transact(ctx, (tx) => deleteProject(tx, project, force))
  return { deleted: deleted.projects, disassociated_tasks: deleted.tasks, ...contents }
}
export { deleteAction as delete }

/**
 * Deletes the models and tasks of a project and those below it, a hundred in a transaction, so that other calls run in between. A call that was interrupted
 * can be repeated. What somebody else deletes meanwhile is not counted.
 */
async function deleteContents(
  ctx: Context,
  project: string,
  { force, deleteFiles }: { readonly force: boolean; readonly deleteFiles: boolean },
) {
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
    deleted_tasks: deletedTasks.succeeded.length,
    deleted_models: results.reduce((sum, one) => sum + one.deletedModels.length, deletedModels.succeeded.length),
    urls: {
      model_urls: [
        ...deletedModels.succeeded.map(({ change }) => change).filter((url) => url !== ''),
        ...results.flatMap(({ urls }) => urls.models),
      ],
      artifact_urls: results.flatMap(({ urls }) => urls.artifacts),
      event_urls: [...images.values()].flat(),
    },
  }
}
