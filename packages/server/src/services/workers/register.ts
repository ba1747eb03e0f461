import type { workers } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { assertQueues } from '../../db/tables/queues.ts'
import { transact } from '../../db/connection/transaction.ts'
import { reportWorkers } from '../../db/tables/workers.ts'
import { stockReport } from './stock-report.ts'

export const register: Handler<typeof workers.register> = async ({ worker, timeout, queues = [], tags, system_tags }, ctx) => {
  await transact(ctx, async (tx) => {
    await assertQueues(tx, queues)
    await reportWorkers(tx, [{ ...stockReport(tx, worker), task: null, queue: null, queues, timeout, tags, systemTags: system_tags }])
  })
  return {}
}
