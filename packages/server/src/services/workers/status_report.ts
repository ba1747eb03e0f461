import type { workers } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { renewStockLease } from '../../db/tables/leases.ts'
import { recordWorkerReport } from '../../db/tables/task-signs-of-life.ts'
import { transact } from '../../db/connection/transaction.ts'
import { reportWorkers } from '../../db/tables/workers.ts'
import { stockReport } from './stock-report.ts'

/**
 * Records that a worker is live, and with it the task that it names, whatever the task's status. An unknown worker is added. Source: ClearML server
 * 2.3.0.
 */
export const status_report: Handler<typeof workers.status_report> = async ({ worker, task, queue, queues, tags }, ctx) => {
  await transact(ctx, async (tx) => {
    await reportWorkers(tx, [
      {
        ...stockReport(tx, worker),
        task: task ?? null,
        queue: queue ?? null,
        tags,
        ...(queues !== undefined && queues.length > 0 ? { queues } : {}),
      },
    ])
    if (task === undefined) return
    await renewStockLease(tx, task, tx.tick() + tx.settings.stockLeaseSeconds * 1000, worker)
    await recordWorkerReport(tx, task, worker)
  })
  return {}
}
