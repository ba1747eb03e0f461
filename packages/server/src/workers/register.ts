import type { RequestOf, workers } from '@clearway/contract'
import type { CallTx } from '../context.ts'
import { assertQueues } from '../db/tables/queues.ts'
import { reportWorkers } from '../db/tables/workers.ts'
import { stockReport } from './stock-report.ts'

/** Registers a published agent as a worker, with the queues that it serves. */
export async function registerWorker(
  tx: CallTx,
  { worker, timeout, queues = [], tags, system_tags: systemTags }: RequestOf<typeof workers.register>,
): Promise<void> {
  await assertQueues(tx, queues)
  await reportWorkers(tx, [{ ...stockReport(tx, worker), task: null, queue: null, queues, timeout, tags, systemTags }])
}
