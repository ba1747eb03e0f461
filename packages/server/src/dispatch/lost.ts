import { hasEnded } from '@clearway/contract'
import type { Tx } from '../scope.ts'
import type { Settings } from '../settings.ts'
import { type AttemptRow, endAttempt, findAttempt } from '../db/tables/attempts.ts'
import { lostInARow } from '../db/tables/lost-attempts.ts'
import { releaseEntry } from '../db/tables/queue-entries.ts'
import { findOwnTask, lockTask, moveTask } from '../db/tables/tasks.ts'
import { requeue } from './requeue.ts'
import { settleStop } from '../tasks/stop.ts'
import { serverUser } from '../server-user.ts'

/**
 * Ends an attempt whose processes are gone: its task is queued again at the head, or fails when that has happened too often. With `mayReturn` they may
 * still run, so the attempt gets its task back if its agent reports it before another claim; without it, a late report of the agent changes nothing.
 * Runs inside a transaction.
 */
export async function loseAttempt(
  tx: Tx & { readonly settings: Settings },
  attempt: AttemptRow,
  why: string,
  { mayReturn = false }: { readonly mayReturn?: boolean } = {},
): Promise<void> {
  // Another call has confirmed or ended the attempt meanwhile.
  if ((await lockTask(tx, attempt.task)) && (await findAttempt(tx, attempt.id))?.state !== attempt.state) return
  if (attempt.state === 'claimed') {
    await expireClaim(tx, attempt, why)
    return
  }
  const actor = { ...tx, user: serverUser }
  const task = await findOwnTask(actor, attempt.task)
  // A status that the task's own process has set counts as the attempt's end: the agent died only before it could report that end.
  const end = hasEnded(task.status) ? { as: task.status, reason: task.status_reason } : { as: 'lost' as const, reason: why }
  if (!(await endAttempt(tx, attempt.id, end))) return
  tx.notify('work')
  if (task.status !== 'in_progress') return
  const times = await lostInARow(actor, task.id)
  const { maxLost } = tx.settings
  if (task.stop_requested === 1) await settleStop(actor, task, { reason: why, message: `Its worker was lost meanwhile: ${why}.` })
  else if (times > maxLost)
    await moveTask(actor, task, 'failed', {
      reason: 'worker lost',
      message: `Lost ${times} times in a row: ${why}.`,
    })
  // The task goes to `queued` directly, because a `failed` or `stopped` in between would make ClearML's controllers give the step up.
  else
    await requeue(actor, task, {
      queue: attempt.queue,
      reason: 'worker lost',
      message: `Queued again (${times} of ${maxLost}): ${why}.`,
      enqueueStatus: 'created',
      ...(mayReturn ? { lost: attempt.id } : {}),
    })
}

/** Ends a claim that was not confirmed in time; the task's queue entry keeps its position. */
async function expireClaim(tx: Tx, attempt: AttemptRow, why: string): Promise<void> {
  if (!(await endAttempt(tx, attempt.id, { as: 'expired', reason: why }))) return
  await releaseEntry(tx, attempt.id)
}
