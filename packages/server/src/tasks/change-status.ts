import type { TaskStatus } from '@clearway/contract'
import type { OperationTx } from '../context.ts'
import { findOwnTask, moveTask, type TaskRow } from '../db/tables/tasks.ts'
import { refuseFormerHolder, type Reporter } from './former-holder.ts'
import { releaseLease } from './release-lease.ts'
import { settleStop } from './stop.ts'

export interface StatusChange {
  readonly force?: boolean | undefined
  readonly reason?: string | undefined
  readonly message?: string | undefined
}

/** Gives a task the status that a client reports: the process that runs the task, or a user who overrules it. */
export async function changeStatus(
  tx: OperationTx & Reporter,
  id: string,
  to: TaskStatus,
  { force, reason, message }: StatusChange,
): Promise<TaskRow> {
  const task = await findOwnTask(tx, id)
  await refuseFormerHolder(tx, task)
  // A program that is asked to stop may report a failure instead.
  const isStopped = to === 'failed' && task.stop_requested === 1 && tx.attempt?.task === task.id
  const moved = isStopped
    ? await settleStop(tx, task, { reason: reason ?? '', message: message ?? '' })
    : await moveTask(tx, task, to, { force, reason, message })
  await releaseLease(tx, task, moved)
  return moved
}
