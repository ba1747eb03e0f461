import type { models } from '@clearway/contract'
import { changeMany } from '../../change-many.ts'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { deleteModel, type ModelDeletion } from '../../models/delete.ts'

const deleteAction: Handler<typeof models.delete> = async ({ model, ...request }, ctx) => ({
  deleted: true,
  url: await transact(ctx, (tx) => deleteModel(tx, model, deletionOf(request))),
})
export { deleteAction as delete }

export const delete_many: Handler<typeof models.delete_many> = async ({ ids, ...request }, ctx) => {
  const { succeeded, failed } = await changeMany(ctx, ids, (tx, id) => deleteModel(tx, id, deletionOf(request)))
  return { succeeded: succeeded.map(({ id, change: url }) => ({ id, deleted: true, url })), failed }
}

const deletionOf = ({
  force,
  delete_external_artifacts: files = true,
}: {
  force?: boolean
  delete_external_artifacts?: boolean
}): ModelDeletion => ({
  force,
  deleteFile: files,
})
