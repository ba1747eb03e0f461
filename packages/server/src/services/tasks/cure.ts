import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { cureWait } from '../../stall/cure.ts'

export const cure: Handler<typeof tasks.cure> = async (request, ctx) => ({ text: await transact(ctx, (tx) => cureWait(tx, request)) })
