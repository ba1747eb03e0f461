import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { editDefinition } from '../../tasks/edit.ts'

export const edit: Handler<typeof tasks.edit> = async ({ task, force, ...request }, ctx) => {
  const { updated, fields } = await transact(ctx, (tx) => editDefinition(tx, task, request, force))
  return { updated, fields: Object.fromEntries(fields.map((field) => [field, request[field as keyof typeof request]])) }
}
