import type { AuthDeps } from '../auth/auth-deps.ts'
import type { Caller } from '../caller.ts'
import { answerRenewal, type LeaseTerms, leaseTerms, leaseUntil, type RequestOf, type ResponseOf, type workers } from '@clearway/contract'
import { waitSecondsOf } from '@clearway/contract/wire'
import { waitFor } from '../signals/wait-for.ts'
import type { Context, CallTx } from '../context.ts'
import type { Tx } from '../scope.ts'
import { type AttemptRow, tasksOfAttempts } from '../db/tables/attempts.ts'
import { renewLeaseOfProcess, renewLeases, renewStockLease } from '../db/tables/leases.ts'
import { reportedAttempts, reviveAttempt } from '../db/tables/lost-attempts.ts'
import { withoutSlot } from '../db/tables/attempt-slots.ts'
import { removeLostEntry } from '../db/tables/queue-entries.ts'
import { findOwnTask, moveTask } from '../db/tables/tasks.ts'
import { transact } from '../db/connection/transaction.ts'
import { recordWorkerTask } from '../db/tables/workers.ts'
import { serverUser } from '../server-user.ts'
import { stopsFor } from './stop-orders.ts'

type Renewal = Pick<RequestOf<typeof workers.renew>, 'worker' | 'boot' | 'running'>

/** Renews the leases of an agent's attempts, unless the call says otherwise, then waits until one of them has to stop or may leave its slot. */
export async function renew(
  ctx: Context,
  { stopping = [], in_slots = [], renew: isRenewal = true, ...request }: RequestOf<typeof workers.renew>,
): Promise<ResponseOf<typeof workers.renew>> {
  const { running } = request
  const renewed = isRenewal ? await transact(ctx, (tx) => renewHeld(tx, request)) : []
  const seconds = waitSecondsOf('workers.renew', request)
  const tasks = seconds === 0 ? [] : await tasksOfAttempts(ctx, running)
  const orders = await waitFor(
    ctx,
    { topics: tasks.map((task) => `task:${task}` as const), seconds: tasks.length === 0 ? 0 : seconds },
    async () => {
      const found = { stop: await stopsFor(ctx, running, stopping), released: await withoutSlot(ctx, in_slots) }
      return found.stop.length + found.released.length > 0 ? found : undefined
    },
  )
  return { stop: orders?.stop ?? [], released: orders?.released ?? [], renewed, ...termsOf(ctx) }
}

/** The terms of leases, as agents get them. */
export function termsOf({ settings }: Pick<Context, 'settings'>): LeaseTerms {
  return leaseTerms(settings.leaseSeconds)
}

/**
 * Renews the leases of an agent's attempts. A lost attempt becomes running again if no other attempt has its task. Answers the attempts that hold
 * their tasks.
 */
export async function renewHeld(tx: CallTx, { worker, boot, running }: Renewal): Promise<string[]> {
  const until = leaseUntil(tx.tick(), termsOf(tx))
  const held: string[] = []
  for (const { attempt, isTaskFree } of await reportedAttempts(tx, worker, running)) {
    const answer = answerRenewal({ state: attempt.state, isTaskFree })
    if (answer === 'renew' || (answer === 'readopt' && (await readopt(tx, attempt, boot, until)))) held.push(attempt.id)
  }
  return [...(await renewLeases(tx, held, boot, until))]
}

/** Returns a queued task to its lost attempt, which still runs it: queued → in_progress. Answers false if the task was claimed meanwhile. */
async function readopt(tx: CallTx, attempt: AttemptRow, boot: string, until: number): Promise<boolean> {
  if (!(await removeLostEntry(tx, attempt))) return false
  await reviveAttempt(tx, attempt.id, boot, until)
  const actor = { ...tx, user: serverUser }
  await moveTask(actor, await findOwnTask(actor, attempt.task), 'in_progress', {
    from: ['queued'],
    reason: 'worker back',
    message: `${attempt.worker} runs it still, and nobody else had it meanwhile.`,
    set: { last_worker: attempt.worker, last_worker_report: tx.now(), queue: attempt.queue },
  })
  await recordWorkerTask(tx, attempt.worker, attempt.task, attempt.queue)
  return true
}

/** Renews the lease of a published agent's task at a report of the agent, which names its worker, or at one of the task's processes. */
export async function renewReported(tx: Tx & Pick<Context, 'settings'>, task: string, worker?: string): Promise<void> {
  await renewStockLease(tx, task, tx.tick() + tx.settings.stockLeaseSeconds * 1000, worker)
}

/** How long a lease that a process has renewed by a call is not written again. */
const freshMilliseconds = 10_000

/**
 * Renews the lease of a published agent's attempt when a process of it calls: the process may live although its agent is gone, and the task would be
 * queued again and run twice. The caller's row holds until when the lease lasts.
 */
export async function renewByCall(
  { scope, stockLeaseSeconds }: Pick<AuthDeps, 'scope' | 'stockLeaseSeconds'>,
  { company, attempt }: Pick<Caller, 'company' | 'attempt'>,
): Promise<void> {
  const lease = attempt?.stockLease
  if (attempt === undefined || lease === undefined) return
  const until = scope.tick() + stockLeaseSeconds * 1000
  if (until - lease < freshMilliseconds) return
  await transact({ ...scope, company }, (tx) => renewLeaseOfProcess(tx, attempt.id, until))
}
