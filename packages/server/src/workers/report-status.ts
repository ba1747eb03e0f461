import type { RequestOf, workers } from '@clearway/contract'
import type { CallTx } from '../context.ts'
import { recordWorkerReport } from '../db/tables/task-signs-of-life.ts'
import { reportWorkers } from '../db/tables/workers.ts'
import { renewReported } from '../dispatch/lease.ts'
import { stockReport } from './stock-report.ts'

type StatusReport = Pick<RequestOf<typeof workers.status_report>, 'worker' | 'task' | 'queue' | 'queues' | 'tags'>

/**
 * Records that a worker is live, and with it the task that it names, whatever the task's status. An unknown worker is added. Source: ClearML server
 * 2.3.0.
 */
export async function reportStatus(tx: CallTx, { worker, task, queue, queues = [], tags }: StatusReport): Promise<void> {
  const given = queues.length === 0 ? {} : { queues }
  await reportWorkers(tx, [{ ...stockReport(tx, worker), task: task ?? null, queue: queue ?? null, tags, ...given }])
  if (task === undefined) return
  await renewReported(tx, task, worker)
  await recordWorkerReport(tx, task, worker)
}
