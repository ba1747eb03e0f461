import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { resetTask } from '../../tasks/reset.ts'
import { removeEventsNow } from '../../telemetry/removal/remove-scheduled.ts'
import { statusFields } from './status-fields.ts'

export const reset: Handler<typeof tasks.reset> = async (request, ctx) => {
  const { task: id, force, clear_all, delete_output_models = true, return_file_urls, delete_external_artifacts = true } = request
  const { task, queue, urls, deletedModels } = await transact(ctx, (tx) =>
    resetTask(tx, id, { force, clearAll: clear_all, deleteOutputModels: delete_output_models, deleteFiles: delete_external_artifacts }),
  )
  const events = await removeEventsNow(ctx, [task.id])
  return {
    updated: 1,
    fields: statusFields(task),
    dequeued: queue === undefined ? {} : { removed: 1 },
    events: { deleted: events },
    deleted_models: deletedModels,
    ...(return_file_urls === true ? { urls: { model_urls: urls.models, artifact_urls: urls.artifacts, event_urls: [] } } : {}),
  }
}
