import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { liveAttemptOf } from '../../db/attempts.ts'
import { bindSession } from '../../db/sessions.ts'
import { findOwnTask, moveTask } from '../../db/tasks.ts'
import { transact } from '../../db/transaction.ts'
import { confirmClaim } from '../../dispatch/confirm.ts'
import { isLateStart } from '../../dispatch/late-start.ts'
import { ActionError } from '../../errors.ts'
import { letGo, refuseFormerHolder, statusFields } from './status-change.ts'

/**
 * Sent six times a task by the published agent and its child. The first confirms the agent's claim; the child's own (without force, for the
 * task it asked for first) binds its session to the attempt. Source of the rules: ClearML server 2.3.0.
 */
export const started: Handler<typeof tasks.started> = async ({ task: id, force, status_reason, status_message }, ctx) =>
  transact(ctx, async (tx) => {
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
      reason: status_reason,
      message: status_message,
      set: begun ? { started: Math.min(current.started ?? at, at) } : { started: at, completed: null, active_duration: null },
    })
    await letGo(tx, current, moved)
    return { updated: 1, started: 1, fields: statusFields(moved) }
  })
