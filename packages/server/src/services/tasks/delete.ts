import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { deleteTask } from '../../tasks/delete.ts'
import { removeEventsNow } from '../../telemetry/removal/remove-scheduled.ts'

const deleteAction: Handler<typeof tasks.delete> = async (request, ctx) => {
  const {
    task: id,
    force,
    return_file_urls,
    delete_output_models = true,
    delete_external_artifacts = true,
    include_pipeline_steps,
  } = request
  const { ids, urls, deletedModels, children, models } = await transact(ctx, (tx) =>
    deleteTask(tx, id, {
      force,
      deleteOutputModels: delete_output_models,
      deleteFiles: delete_external_artifacts,
      includeSteps: include_pipeline_steps === true,
    }),
  )
  const events = await removeEventsNow(ctx, ids)
  return {
    deleted: true,
    updated_children: children,
    updated_models: models,
    deleted_models: deletedModels,
    events: { deleted: events },
    ...(return_file_urls === true ? { urls: { model_urls: urls.models, artifact_urls: urls.artifacts, event_urls: [] } } : {}),
  }
}
export { deleteAction as delete }
