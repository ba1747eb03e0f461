import type { models } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { changeModel } from '../../models/edit.ts'
import { givenFields } from '../given-fields.ts'

export const edit: Handler<typeof models.edit> = async ({ model, ...change }, ctx) => {
  await transact(ctx, (tx) => changeModel(tx, model, change))
  const { iteration: _, ...shown } = change
  return { updated: 1, fields: givenFields(shown) }
}
