import type { RequestOf, tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { type DeletedTask, type Deletion, deleteTask } from '../../tasks/delete.ts'
import { removeReports } from '../../tasks/remove-reports.ts'
import type { Removed } from '../../telemetry/telemetry.ts'
import { imagesOf, shownUrls } from './shown-urls.ts'

const deleteAction: Handler<typeof tasks.delete> = async (request, ctx) => {
  const deletion = deletionOf(request)
  const deleted = await transact(ctx, (tx) => deleteTask(tx, request.task, deletion))
  const { events, images } = await removeReports(ctx, [...deleted.ids, ...deleted.deletedModels], { files: deletion.deleteFiles })
  return { ...deletedAnswer(deleted, request, images), events: { deleted: events } }
}
export { deleteAction as delete }

type DeleteRequest = Omit<RequestOf<typeof tasks.delete>, 'task'>

export function deletionOf({
  force,
  delete_output_models = true,
  delete_external_artifacts = true,
  include_pipeline_steps,
}: DeleteRequest): Deletion {
  return {
    force,
    deleteOutputModels: delete_output_models,
    deleteFiles: delete_external_artifacts,
    includeSteps: include_pipeline_steps === true,
  }
}

export function deletedAnswer(
  { ids, children, models, deletedModels, urls }: DeletedTask,
  { return_file_urls }: DeleteRequest,
  images: Removed['images'],
) {
  return {
    deleted: true,
    updated_children: children,
    updated_models: models,
    deleted_models: deletedModels.length,
    ...(return_file_urls === true ? { urls: shownUrls(urls, imagesOf(images, [...ids, ...deletedModels])) } : {}),
  }
}
