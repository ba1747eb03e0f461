import { leaseUntil } from '@clearway/contract'
import type { CallTx } from '../context.ts'
import { type AttemptRow, confirmAttempt } from '../db/tables/attempts.ts'
import { renewLeases } from '../db/tables/leases.ts'
import { removeHeldEntry } from '../db/tables/queue-entries.ts'
import { findOwnTask, moveTask } from '../db/tables/tasks.ts'
import { recordWorkerTask } from '../db/tables/workers.ts'
import { ActionError } from '../errors.ts'
import { clearExecuted } from '../launches/clear-executed.ts'

/**
 * Confirms a claim: the attempt becomes running, its task in_progress. A repeated confirmation changes nothing but the lease, which counts from the
 * last one, because that is the one the agent knows.
 */
export async function confirmClaim(tx: CallTx, attempt: AttemptRow): Promise<void> {
  const { settings, now } = tx
  const until = leaseUntil(tx.tick(), { lease_seconds: attempt.kind === 'own' ? settings.leaseSeconds : settings.stockLeaseSeconds })
  if (attempt.state === 'running') {
    await renewLeases(tx, [attempt.id], attempt.boot, until)
    return
  }
  if (!(await confirmAttempt(tx, attempt.id, until))) throw new ActionError('lease_lost', { attempt: attempt.id })
  await removeHeldEntry(tx, attempt.task)
  const task = await findOwnTask(tx, attempt.task)
  if (attempt.number > 1 && task.type === 'controller') await clearExecuted(tx, task.id)
  const at = now()
  await moveTask(tx, task, 'in_progress', {
    from: ['queued'],
    reason: 'started',
    message: `on ${attempt.worker}`,
    set: { started: at, completed: null, active_duration: null, last_worker: attempt.worker, last_worker_report: at, queue: attempt.queue },
  })
  await recordWorkerTask(tx, attempt.worker, attempt.task, attempt.queue)
}
