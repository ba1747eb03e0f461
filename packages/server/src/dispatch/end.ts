import type { RequestOf, TaskStatus, workers } from '@clearway/contract'
import type { CallTx } from '../context.ts'
import { type AttemptRow, endAttempt } from '../db/tables/attempts.ts'
import { completeLostAttempt } from '../db/tables/lost-attempts.ts'
import { removeHeldEntry, removeLostEntry } from '../db/tables/queue-entries.ts'
import { hasSystemTag } from '../db/tables/tags.ts'
import { findOwnTask, findTask, moveTask, type TaskRow } from '../db/tables/tasks.ts'
import { recordWorkerTask } from '../db/tables/workers.ts'
import { ActionError } from '../errors.ts'
import { loseAttempt } from './lost.ts'
import { settleStop, stopStarted } from '../tasks/stop.ts'

type EndRequest = RequestOf<typeof workers.end>

/**
 * Records the end of an attempt. A status that the task's own code has set (failed, completed) stands; a task that was asked to stop becomes stopped;
 * any other gets the reported outcome as its status.
 */
export async function endOfAttempt(tx: CallTx, attempt: AttemptRow, { outcome, exit_code, reason }: EndRequest): Promise<TaskStatus> {
  const task = await findOwnTask(tx, attempt.task).catch((error: unknown) => {
    // The task was deleted while it ran.
    if (error instanceof ActionError && error.code === 'task_not_found') throw new ActionError('lease_lost', { attempt: attempt.id })
    throw error
  })
  if (attempt.state === 'ended') return task.status
  const isAsked = task.stop_requested === 1 && task.status === 'in_progress'
  if (outcome === 'lost' || (exit_code === killed && !isAsked && (await isResumable(tx, task)))) {
    await loseAttempt(tx, attempt, outcome === 'lost' ? reason : 'its process was killed')
    await recordWorkerTask(tx, attempt.worker, null, null)
    return (await findTask(tx, attempt.task)).status
  }
  if (attempt.state === 'lost') return adoptResult(tx, attempt, task, { outcome, reason })
  await endAttempt(tx, attempt.id, { as: outcome, reason, exitCode: exit_code })
  await recordWorkerTask(tx, attempt.worker, null, null)
  // A task that was queued again while it ran could not be claimed before this attempt ended.
  if (task.status === 'queued') tx.notify('work')
  if (attempt.state === 'claimed') await removeHeldEntry(tx, task.id)
  if (isAsked || (outcome === 'stopped' && task.status === 'in_progress')) {
    await settleStop(tx, task, { reason, message: messageOf(attempt, exit_code) })
    return 'stopped'
  }
  const from: readonly TaskStatus[] = attempt.state === 'claimed' ? ['queued'] : ['in_progress']
  const ended = from.includes(task.status)
    ? await moveTask(tx, task, outcome, { from, reason, message: messageOf(attempt, exit_code) })
    : task
  // Who shows the task's attempts and the whole of its log has to read them again, also where the task itself has ended before.
  if (ended === task) tx.recordChange({ entity: 'task', id: task.id, project: task.project, kind: 'attempt', rev: task.rev })
  // The task's own process has set the status `stopped`.
  if (ended.status === 'stopped') await stopStarted(tx, task)
  return ended.status
}

/** Exit code 137: SIGKILL from outside, for instance out of memory. */
const killed = 137

/** Whether the task is a pipeline's controller. It can resume, so a killed one counts as lost and not as failed. */
async function isResumable(tx: CallTx, { id, type }: TaskRow): Promise<boolean> {
  return type === 'controller' && (await hasSystemTag(tx, id, 'pipeline'))
}

function messageOf({ worker }: AttemptRow, exitCode: number | undefined): string {
  return exitCode === undefined || exitCode === 0 ? `on ${worker}` : `on ${worker}, exit code ${exitCode}`
}

/** Completes a task whose attempt was declared lost but ended well, unless another attempt has started since. */
async function adoptResult(
  tx: CallTx,
  attempt: AttemptRow,
  task: TaskRow,
  { outcome, reason }: Pick<EndRequest, 'outcome' | 'reason'>,
): Promise<TaskStatus> {
  if (outcome !== 'completed' || !(await removeLostEntry(tx, attempt)))
    throw new ActionError('lease_lost', { attempt: attempt.id, status: task.status })
  await completeLostAttempt(tx, attempt.id, reason)
  return (
    await moveTask(tx, task, 'completed', {
      from: ['queued'],
      reason,
      message: `on ${attempt.worker}, which had been thought lost`,
      set: { enqueue_status: null },
    })
  ).status
}
