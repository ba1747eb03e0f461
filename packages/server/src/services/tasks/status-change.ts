import { hasCompleted, hasEnded, type RequestOf, type TaskStatus, type tasks } from '@clearway/contract'
import type { Context, CallTx } from '../../context.ts'
import { endAttempt, liveAttemptOf, shortenLease } from '../../db/attempts.ts'
import { isoTime } from '../../db/iso-time.ts'
import { removeEntry } from '../../db/queues.ts'
import { findOwnTask, moveTask, requestStop, type TaskRow } from '../../db/tasks.ts'
import { transact } from '../../db/transaction.ts'
import { isFormerHolder } from '../../dispatch/former-holder.ts'
import { settleStop } from '../../dispatch/stop.ts'
import { ActionError } from '../../errors.ts'

type ChangeRequest = RequestOf<typeof tasks.stopped>

/** A status said by a client: whoever runs the task, or somebody who overrules them. Answers what changed. */
export async function changeStatus(ctx: Context, { task: id, force, status_reason, status_message }: ChangeRequest, to: TaskStatus) {
  return transact(ctx, async (tx) => {
    const task = await findOwnTask(tx, id)
    await refuseFormerHolder(tx, task)
    // A program that is asked to stop may well call that a failure.
    const isStopped = to === 'failed' && task.stop_requested === 1 && tx.attempt?.task === task.id
    const moved = isStopped
      ? await settleStop(tx, task, { reason: status_reason ?? '', message: status_message ?? '' })
      : await moveTask(tx, task, to, { force, reason: status_reason, message: status_message })
    await letGo(tx, task, moved)
    return { updated: 1, fields: statusFields(moved) }
  })
}

/** What is said of a task by processes that it was taken from counts no more: else they would bring back what somebody aborted. */
export async function refuseFormerHolder(ctx: Context, task: TaskRow): Promise<void> {
  const isItsProcess = ctx.attempt?.task === task.id
  if ((isItsProcess && wasTakenAway(task)) || (await isFormerHolder(ctx, task.id)))
    throw new ActionError('attempt_ended', { task: task.id })
}

/** Dequeued, reset, queued anew or aborted by others while it ran. */
function wasTakenAway({ status, stop_requested }: TaskRow): boolean {
  return status === 'created' || status === 'queued' || (status !== 'in_progress' && stop_requested === 1)
}

/** Twice the time between two reports of the published agent, which would renew the lease. */
const lastWordsMilliseconds = 60_000

/** A task that left its queue or its run by word of a client leaves no entry and no claim behind. */
export async function letGo(tx: CallTx, before: TaskRow, after: TaskRow): Promise<void> {
  if (before.status === 'queued' && after.status !== 'queued') await removeEntry(tx, before.id)
  const attempt = await liveAttemptOf(tx, before.id)
  if (attempt === undefined) return
  if (attempt.state === 'claimed') {
    if (after.status !== 'queued') await endAttempt(tx, attempt.id, { as: 'expired', reason: `the task became ${after.status}` })
    return
  }
  if (attempt.kind === 'own') {
    // Its processes may not take the task up again, and its agent ends them at once.
    if (tx.attempt?.id !== attempt.id && isAbort(after.status)) await requestStop(tx, before.id)
    return
  }
  // The published agent says how its attempt ended by the task's status. What the task's own process says of itself comes before its last
  // words; and if its agent is gone, nothing else will end the attempt.
  const byItsProcess = tx.attempt?.id === attempt.id
  if (hasEnded(after.status) && byItsProcess) await shortenLease(tx, attempt.id, tx.tick() + lastWordsMilliseconds)
  if ((hasEnded(after.status) && !byItsProcess) || after.status === 'created' || after.status === 'queued') {
    const isAborted = hasEnded(after.status) && isAbort(after.status) && attempt.session !== tx.session
    await endAttempt(tx, attempt.id, { as: isAborted ? 'aborted' : after.status, reason: after.status_reason })
  }
}

/** Whoever says this of a running task that is not his own wants its processes to end. */
function isAbort(status: TaskStatus): boolean {
  return status === 'created' || (hasEnded(status) && !hasCompleted(status))
}

/** What ClearML's clients are told of a change. */
export function statusFields({ status, status_reason, status_message, last_update }: TaskRow): Record<string, unknown> {
  const at = isoTime(last_update)
  return { status, status_reason, status_message, status_changed: at, last_update: at, last_change: at }
}
