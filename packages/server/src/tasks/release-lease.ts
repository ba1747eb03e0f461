import { hasCompleted, hasEnded, type TaskStatus } from '@clearway/contract'
import type { OperationTx } from '../context.ts'
import { endAttempt, liveAttemptOf } from '../db/tables/attempts.ts'
import { shortenLease } from '../db/tables/leases.ts'
import { removeEntry } from '../db/tables/queue-entries.ts'
import { requestStop, type TaskRow } from '../db/tables/tasks.ts'
import { stopStarted } from './stop.ts'

/** Twice the interval of the published agent's reports, each of which would renew the lease. */
const lastReportsMilliseconds = 60_000

/** Deletes the queue entry and ends the claim of a task that a client has taken out of its queue or its attempt. */
export async function releaseLease(tx: OperationTx, before: TaskRow, after: TaskRow): Promise<void> {
  // Nothing would use the results of its steps. An agent's controller takes its steps along when its process has ended.
  if (before.driver === 'server' && before.status === 'in_progress' && isAbort(after.status)) await stopStarted(tx, before)
  if (before.status === 'queued' && after.status !== 'queued') await removeEntry(tx, before.id)
  const attempt = await liveAttemptOf(tx, before.id)
  if (attempt === undefined) return
  if (attempt.state === 'claimed') {
    if (after.status !== 'queued') await endAttempt(tx, attempt.id, { as: 'expired', reason: `the task became ${after.status}` })
    return
  }
  if (attempt.kind === 'own') {
    // Its processes may not start the task again, and its agent ends them at once.
    if (tx.attempt?.id !== attempt.id && isAbort(after.status)) await requestStop(tx, before.id)
    return
  }
  // The published agent reports the end of an attempt only by the task's status, so a status ends the attempt. A status that the task's own process
  // sets comes before its last log lines, so it only shortens the lease; if the agent is gone, that lease ends the attempt.
  const byItsProcess = tx.attempt?.id === attempt.id
  if (hasEnded(after.status) && byItsProcess) await shortenLease(tx, attempt.id, tx.tick() + lastReportsMilliseconds)
  if ((hasEnded(after.status) && !byItsProcess) || after.status === 'created' || after.status === 'queued') {
    const isAborted = hasEnded(after.status) && isAbort(after.status) && attempt.session !== tx.session
    await endAttempt(tx, attempt.id, { as: isAborted ? 'aborted' : after.status, reason: after.status_reason })
  }
}

/** Whether a client that gives this status to a task of another process wants that process to end. */
function isAbort(status: TaskStatus): boolean {
  return status === 'created' || (hasEnded(status) && !hasCompleted(status))
}
