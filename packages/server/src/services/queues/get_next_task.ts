import type { queues } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { isoTime } from '../../db/sql/iso-time.ts'
import { transact } from '../../db/connection/transaction.ts'
import { claimForStockAgent } from '../../dispatch/claim-stock.ts'

export const get_next_task: Handler<typeof queues.get_next_task> = async ({ queue, get_task_info, task }, ctx) => {
  const taken = await transact(ctx, (tx) => claimForStockAgent(tx, queue, task))
  if (taken === undefined) return {}
  return {
    entry: { task: taken.task, added: isoTime(taken.added) },
    ...(get_task_info === true ? { task_info: { company: ctx.company, user: taken.user } } : {}),
  }
}
