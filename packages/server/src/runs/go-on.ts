import { hasEnded } from '@clearway/contract'
import type { OperationTx } from '../context.ts'
import { findOwnTask, type TaskRow } from '../db/tables/tasks.ts'
import { enqueueTask } from '../tasks/enqueue.ts'

/** Enqueues the controller of a run that has ended, so that the run goes on; a live run goes on by itself. */
export async function goOn(
  tx: OperationTx,
  run: string,
  { queue, reason }: { readonly queue: string; readonly reason: string },
): Promise<TaskRow> {
  const task = await findOwnTask(tx, run)
  if (!hasEnded(task.status) && task.status !== 'created') return task
  return enqueueTask(tx, task, {
    queue,
    force: true,
    reason,
    message: `${reason} by ${tx.user.name}`,
  })
}
