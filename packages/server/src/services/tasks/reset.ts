import type { RequestOf, tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { type Reset, resetTask, type ResetTask } from '../../tasks/reset.ts'
import { removeEventsNow } from '../../telemetry/removal/remove-scheduled.ts'
import type { Removed } from '../../telemetry/telemetry.ts'
import { imagesOf, shownUrls } from './shown-urls.ts'
import { statusFields } from './status-fields.ts'

export const reset: Handler<typeof tasks.reset> = async (request, ctx) => {
  const done = await transact(ctx, (tx) => resetTask(tx, request.task, resetOf(request)))
  const { events, images } = await removeEventsNow(ctx, [done.task.id, ...done.deletedModels])
  return { ...resetAnswer(done, request, images), dequeued: done.queue === undefined ? {} : { removed: 1 }, events: { deleted: events } }
}

type ResetRequest = Omit<RequestOf<typeof tasks.reset>, 'task'>

export function resetOf({ force, clear_all, delete_output_models = true, delete_external_artifacts = true }: ResetRequest): Reset {
  return { force, clearAll: clear_all, deleteOutputModels: delete_output_models, deleteFiles: delete_external_artifacts }
}

export function resetAnswer({ task, deletedModels, urls }: ResetTask, { return_file_urls }: ResetRequest, images: Removed['images']) {
  return {
    updated: 1,
    fields: statusFields(task),
    deleted_models: deletedModels.length,
    ...(return_file_urls === true ? { urls: shownUrls(urls, imagesOf(images, [task.id, ...deletedModels])) } : {}),
  }
}
