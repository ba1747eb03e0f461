import type { CallTx } from '../context.ts'
import { liveAttemptOf } from '../db/tables/attempts.ts'
import { bindSession } from '../db/tables/sessions.ts'
import { findOwnTask, moveTask, type TaskRow } from '../db/tables/tasks.ts'
import type { StatusChange } from '../tasks/change-status.ts'
import { refuseFormerHolder } from '../tasks/former-holder.ts'
import { releaseLease } from '../tasks/release-lease.ts'
import { ActionError } from '../errors.ts'
import { confirmClaim } from './confirm.ts'
import { isLateStart } from './late-start.ts'

/**
 * Records that a task has started. The published agent and its child report this six times per task: the first report confirms the agent's claim; the
 * child's own (without force, for the task it asked for first) binds its session to the attempt. Source of the rules: ClearML server 2.3.0.
 */
export async function startTask(tx: CallTx, id: string, { force, reason, message }: StatusChange): Promise<TaskRow> {
  const task = await findOwnTask(tx, id)
  await refuseFormerHolder(tx, task)
  const attempt = await liveAttemptOf(tx, task.id)
  if (attempt === undefined && (await isLateStart(tx, task.id))) throw new ActionError('attempt_ended', { task: task.id })
  if (attempt?.kind === 'stock' && attempt.state === 'claimed' && task.status === 'queued') await confirmClaim(tx, attempt)
  if (force !== true && tx.credential !== 'attempt') await bindSession(tx, tx.session, task.id)
  const current = attempt?.state === 'claimed' ? await findOwnTask(tx, id) : task
  const begun = current.status === 'in_progress' && current.started !== null
  const at = tx.now()
  const moved = await moveTask(tx, current, 'in_progress', {
    force,
    reason,
    message,
    set: begun ? { started: Math.min(current.started ?? at, at) } : { started: at, completed: null, active_duration: null },
  })
  await releaseLease(tx, current, moved)
  return moved
}
