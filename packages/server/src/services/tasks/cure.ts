import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { isoTime } from '../../db/sql/iso-time.ts'
import { cureWait } from '../../stall/cure.ts'

export const cure: Handler<typeof tasks.cure> = (request, ctx) =>
  // Timed before the commit, after which the task may start at once.
  transact(ctx, async (tx) => ({ text: await cureWait(tx, request), at: isoTime(tx.now()) }))
