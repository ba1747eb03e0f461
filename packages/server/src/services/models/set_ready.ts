import type { models, RequestOf } from '@clearway/contract'
import { changeMany } from '../../change-many.ts'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import type { TaskRow } from '../../db/tables/tasks.ts'
import { type SetReady, setReady } from '../../models/set-ready.ts'
import { statusFields } from '../tasks/status-fields.ts'

export const set_ready: Handler<typeof models.set_ready> = async ({ model, ...request }, ctx) => ({
  updated: 1,
  ...published(await transact(ctx, (tx) => setReady(tx, model, publishingOf(request)))),
})

export const publish_many: Handler<typeof models.publish_many> = async ({ ids, ...request }, ctx) => {
  const { succeeded, failed } = await changeMany(ctx, ids, (tx, id) => setReady(tx, id, publishingOf(request)))
  return { succeeded: succeeded.map(({ id, change: task }) => ({ id, updated: true, ...published(task) })), failed }
}

const publishingOf = ({
  publish_task: publishTask = true,
  force_publish_task: force,
}: Omit<RequestOf<typeof models.set_ready>, 'model'>): SetReady => ({
  publishTask,
  force,
})

const published = (task: TaskRow | undefined) =>
  task === undefined ? {} : { published_task: { id: task.id, data: { updated: 1, fields: statusFields(task) } } }
