import type { OperationTx } from '../context.ts'
import { recordPing } from '../db/tables/task-signs-of-life.ts'
import { renewReported } from '../dispatch/lease.ts'

/** Records a sign of life of a task, which also renews the lease of a published agent's attempt. */
export async function pingTask(tx: OperationTx, task: string): Promise<void> {
  await recordPing(tx, task)
  await renewReported(tx, task)
}
