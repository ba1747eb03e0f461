import type { CallTx } from '../context.ts'
import { type AttemptRow, endAttempt } from '../db/tables/attempts.ts'
import { releaseEntry } from '../db/tables/queue-entries.ts'
import { findOwnTask } from '../db/tables/tasks.ts'
import { recordWorkerTask } from '../db/tables/workers.ts'
import { ActionError } from '../errors.ts'
import { requeue } from './requeue.ts'
import { settleStop } from '../tasks/stop.ts'

/** Returns a claim to its queue before user code ran. With `needsSlot` the light lane refuses the task, and only a slot may take it next. */
export async function handBack(tx: CallTx, attempt: AttemptRow, reason: string, needsSlot: boolean): Promise<void> {
  if (!(await endAttempt(tx, attempt.id, { as: 'handed_back', reason }))) throw new ActionError('lease_lost', { attempt: attempt.id })
  if (attempt.state === 'claimed') {
    await releaseEntry(tx, attempt.id, needsSlot ? 'step' : undefined)
    return
  }
  const task = await findOwnTask(tx, attempt.task)
  await recordWorkerTask(tx, attempt.worker, null, null)
  if (task.status !== 'in_progress') return
  if (task.stop_requested === 1) {
    await settleStop(tx, task, { reason, message: `on ${attempt.worker}` })
    return
  }
  await requeue(tx, task, { queue: attempt.queue, reason: 'handed back', message: reason, ...(needsSlot ? { lane: 'step' } : {}) })
}
