import type { RequestOf, tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { type DeletedTask, type Deletion, deleteTask } from '../../tasks/delete.ts'
import { removeEventsNow } from '../../telemetry/removal/remove-scheduled.ts'
import { shownUrls } from './shown-urls.ts'

const deleteAction: Handler<typeof tasks.delete> = async (request, ctx) => {
  const deleted = await transact(ctx, (tx) => deleteTask(tx, request.task, deletionOf(request)))
  const events = await removeEventsNow(ctx, deleted.ids)
  return { ...deletedAnswer(deleted, request), events: { deleted: events } }
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

export function deletedAnswer({ children, models, deletedModels, urls }: DeletedTask, { return_file_urls }: DeleteRequest) {
  return {
    deleted: true,
    updated_children: children,
    updated_models: models,
    deleted_models: deletedModels,
    ...(return_file_urls === true ? { urls: shownUrls(urls) } : {}),
  }
}
