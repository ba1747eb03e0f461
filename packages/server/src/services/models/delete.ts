import type { models } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { deleteModel } from '../../models/delete.ts'

const deleteAction: Handler<typeof models.delete> = async ({ model, force, delete_external_artifacts }, ctx) => ({
  deleted: true,
  url: await transact(ctx, (tx) => deleteModel(tx, model, { force, deleteFile: delete_external_artifacts !== false })),
})
export { deleteAction as delete }
