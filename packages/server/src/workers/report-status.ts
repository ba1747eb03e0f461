import type { RequestOf, workers } from '@clearway/contract'
import type { CallTx } from '../context.ts'
import { recordWorkerReport } from '../db/tables/task-signs-of-life.ts'
import { reportWorkers } from '../db/tables/workers.ts'
import { renewReported } from '../dispatch/lease.ts'
import { recordLoad } from '../load/record-machine.ts'
import { stockReport } from './stock-report.ts'

/**
 * Records that a worker is live, the load of its machine, and that the task is live that it names, whatever the task's status. An unknown worker is
 * added. Source: ClearML server 2.3.0.
 */
export async function reportStatus(
  tx: CallTx,
  { worker, task, queue, queues = [], tags, system_tags: systemTags, machine_stats: stats = {} }: RequestOf<typeof workers.status_report>,
): Promise<void> {
  const given = queues.length === 0 ? {} : { queues }
  await reportWorkers(tx, [{ ...stockReport(tx, worker), task: task ?? null, queue: queue ?? null, tags, systemTags, ...given }])
  await recordLoad(tx, worker, stats, { workers: 1, active: task === undefined ? 0 : 1 })
  if (task === undefined) return
  await renewReported(tx, task, worker)
  await recordWorkerReport(tx, task, worker)
}
