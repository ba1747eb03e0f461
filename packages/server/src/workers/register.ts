import type { RequestOf, workers } from '@clearway/contract'
import type { CallTx } from '../context.ts'
import { assertQueues, setQueueResources } from '../db/tables/queues.ts'
import { reportWorkers } from '../db/tables/workers.ts'
import { stockReport } from './stock-report.ts'

/**
 * Registers a published agent as a worker, with the queues that it serves. What it uses of its machine counts for all tasks of these queues. Source:
 * ClearML server 2.3.0.
 */
export async function registerWorker(
  tx: CallTx,
  { worker, timeout, queues = [], tags, system_tags: systemTags, resources }: RequestOf<typeof workers.register>,
): Promise<void> {
  await assertQueues(tx, queues)
  if (resources !== undefined) {
    const { cpu_usage = null, gpu_usage = null } = resources
    await setQueueResources(tx, queues, { cpu_usage, gpu_usage })
  }
  await reportWorkers(tx, [{ ...stockReport(tx, worker), task: null, queue: null, queues, timeout, tags, systemTags }])
}
