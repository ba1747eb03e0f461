import { leaseUntil } from '@clearway/contract'
import type { Context, CallTx } from '../context.ts'
import { type AttemptRow, confirmAttempt, endAttempt, findAttempt } from '../db/tables/attempts.ts'
import { renewLeases } from '../db/tables/leases.ts'
import { releaseEntry, removeHeldEntry } from '../db/tables/queue-entries.ts'
import { findOwnTask, lockTask, moveTask } from '../db/tables/tasks.ts'
import { recordWorkerTask } from '../db/tables/workers.ts'
import { ActionError } from '../errors.ts'
import { requeue } from './requeue.ts'
import { settleStop } from '../tasks/stop.ts'
import { clearExecuted } from '../launches/clear-executed.ts'

/** The attempt, if this agent claimed it. Its task is locked, so nobody else changes the task or the attempt in this transaction. */
export async function heldAttempt(ctx: Context, id: string, agent: string): Promise<AttemptRow> {
  const found = await findAttempt(ctx, id)
  const attempt = found !== undefined && (await lockTask(ctx, found.task)) ? await findAttempt(ctx, id) : found
  if (attempt === undefined) throw new ActionError('attempt_not_found', { attempt: id })
  if (attempt.agent !== agent) throw new ActionError('lease_lost', { attempt: id, holder: attempt.agent })
  return attempt
}

/**
 * Confirms a claim: the attempt becomes running, its task in_progress. A repeated confirmation changes nothing but the lease, which counts from the
 * last one, because that is the one the agent knows.
 */
export async function confirmClaim(ctx: CallTx, attempt: AttemptRow): Promise<void> {
  const { settings, now } = ctx
  const until = leaseUntil(ctx.tick(), { lease_seconds: attempt.kind === 'own' ? settings.leaseSeconds : settings.stockLeaseSeconds })
  if (attempt.state === 'running') {
    await renewLeases(ctx, [attempt.id], attempt.boot, until)
    return
  }
  if (!(await confirmAttempt(ctx, attempt.id, until))) throw new ActionError('lease_lost', { attempt: attempt.id })
  await removeHeldEntry(ctx, attempt.task)
  const task = await findOwnTask(ctx, attempt.task)
  if (attempt.number > 1 && task.type === 'controller') await clearExecuted(ctx, task.id)
  const at = now()
  await moveTask(ctx, task, 'in_progress', {
    from: ['queued'],
    reason: 'started',
    message: `on ${attempt.worker}`,
    set: { started: at, completed: null, active_duration: null, last_worker: attempt.worker, last_worker_report: at, queue: attempt.queue },
  })
  await recordWorkerTask(ctx, attempt.worker, attempt.task, attempt.queue)
}

/** Returns a claim to its queue before user code ran. With `needsSlot` the light lane refuses the task, and only a slot may take it next. */
export async function handBack(ctx: CallTx, attempt: AttemptRow, reason: string, needsSlot: boolean): Promise<void> {
  if (!(await endAttempt(ctx, attempt.id, { as: 'handed_back', reason }))) throw new ActionError('lease_lost', { attempt: attempt.id })
  if (attempt.state === 'claimed') {
    await releaseEntry(ctx, attempt.id, needsSlot ? 'step' : undefined)
    return
  }
  const task = await findOwnTask(ctx, attempt.task)
  await recordWorkerTask(ctx, attempt.worker, null, null)
  if (task.status !== 'in_progress') return
  if (task.stop_requested === 1) {
    await settleStop(ctx, task, { reason, message: `on ${attempt.worker}` })
    return
  }
  await requeue(ctx, task, { queue: attempt.queue, reason: 'handed back', message: reason, ...(needsSlot ? { lane: 'step' } : {}) })
}
