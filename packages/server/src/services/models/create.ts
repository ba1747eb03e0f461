import type { models } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { createModel } from '../../models/create.ts'

export const create: Handler<typeof models.create> = async (request, ctx) => ({
  id: await transact(ctx, (tx) => createModel(tx, request)),
  created: true,
})
