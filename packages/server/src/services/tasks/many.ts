import type { tasks } from '@clearway/contract'
import { changeMany } from '../../change-many.ts'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { findOwnTask } from '../../db/tables/tasks.ts'
import { findOrAddQueue } from '../../queues/find-or-add.ts'
import { archiveWithSteps, unarchiveWithSteps } from '../../tasks/archive-tasks.ts'
import { deleteTask } from '../../tasks/delete.ts'
import { enqueueLaunch } from '../../tasks/enqueue-launch.ts'
import { publishTask } from '../../tasks/publish.ts'
import { resetTask } from '../../tasks/reset.ts'
import { stopWithSteps } from '../../tasks/stop-with-steps.ts'
import { withdrawTask } from '../../tasks/withdraw.ts'
import { removeReports } from '../../tasks/remove-reports.ts'
import { removeEventsNow } from '../../telemetry/removal/remove-scheduled.ts'
import { deletedAnswer, deletionOf } from './delete.ts'
import { statusOf } from './dequeue.ts'
import { enqueuedFields, watchedAnswer } from './enqueue.ts'
import { changeOf } from './report-status.ts'
import { resetAnswer, resetOf } from './reset.ts'
import { statusFields } from './status-fields.ts'

export const archive_many: Handler<typeof tasks.archive_many> = async (request, ctx) => {
  const choice = { withSteps: request.include_pipeline_steps === true, reason: request.status_reason, message: request.status_message }
  const { succeeded, failed } = await changeMany(ctx, request.ids, (tx, id) => archiveWithSteps(tx, id, choice))
  return { succeeded: succeeded.map(({ id }) => ({ id, archived: true })), failed }
}

export const unarchive_many: Handler<typeof tasks.unarchive_many> = async (request, ctx) => {
  const choice = { withSteps: request.include_pipeline_steps === true }
  const { succeeded, failed } = await changeMany(ctx, request.ids, (tx, id) => unarchiveWithSteps(tx, id, choice))
  return { succeeded: succeeded.map(({ id }) => ({ id, unarchived: true })), failed }
}

export const delete_many: Handler<typeof tasks.delete_many> = async (request, ctx) => {
  const deletion = deletionOf(request)
  const { succeeded, failed } = await changeMany(ctx, request.ids, (tx, id) => deleteTask(tx, id, deletion))
  const ids = succeeded.flatMap(({ change }) => [...change.ids, ...change.deletedModels])
  const { images } = await removeReports(ctx, ids, { files: deletion.deleteFiles })
  return { succeeded: succeeded.map(({ id, change }) => ({ id, ...deletedAnswer(change, request, images) })), failed }
}

export const reset_many: Handler<typeof tasks.reset_many> = async (request, ctx) => {
  const { succeeded, failed } = await changeMany(ctx, request.ids, (tx, id) => resetTask(tx, id, resetOf(request)))
  const { images } = await removeEventsNow(
    ctx,
    succeeded.flatMap(({ change }) => [change.task.id, ...change.deletedModels]),
  )
  return {
    succeeded: succeeded.map(({ id, change }) => ({ id, dequeued: change.queue !== undefined, ...resetAnswer(change, request, images) })),
    failed,
  }
}

export const enqueue_many: Handler<typeof tasks.enqueue_many> = async (request, ctx) => {
  const queue = await transact(ctx, (tx) => findOrAddQueue(tx, { id: request.queue, name: request.queue_name }))
  const { succeeded, failed } = await changeMany(ctx, request.ids, (tx, id) => enqueueLaunch(tx, id, { queue, ...changeOf(request) }), {
    inOrder: true,
  })
  return {
    succeeded: succeeded.map(({ id, change }) => ({ id, queued: true, updated: 1, fields: enqueuedFields(change, queue) })),
    failed,
    ...(request.verify_watched_queue === true ? await watchedAnswer(ctx, queue) : {}),
  }
}

export const dequeue_many: Handler<typeof tasks.dequeue_many> = async ({ ids, new_status, ...request }, ctx) => {
  const to = statusOf(new_status)
  const { succeeded, failed } = await changeMany(ctx, ids, (tx, id) => withdrawTask(tx, id, to, changeOf(request)))
  return {
    succeeded: succeeded.map(({ id, change }) => ({
      id,
      dequeued: true,
      ...(change === undefined ? { updated: 0 } : { updated: 1, fields: statusFields(change) }),
    })),
    failed,
  }
}

export const stop_many: Handler<typeof tasks.stop_many> = async (request, ctx) => {
  const options = { ...changeOf(request), withSteps: request.include_pipeline_steps !== false }
  const { succeeded, failed } = await changeMany(ctx, request.ids, (tx, id) => stopWithSteps(tx, id, options))
  return { succeeded: succeeded.map(({ id, change }) => ({ id, stopped: true, updated: 1, fields: statusFields(change) })), failed }
}

export const publish_many: Handler<typeof tasks.publish_many> = async (request, ctx) => {
  const publish = { ...changeOf(request), models: request.publish_model !== false }
  const { succeeded, failed } = await changeMany(ctx, request.ids, async (tx, id) => publishTask(tx, await findOwnTask(tx, id), publish))
  return { succeeded: succeeded.map(({ id, change }) => ({ id, published: true, updated: 1, fields: statusFields(change) })), failed }
}
