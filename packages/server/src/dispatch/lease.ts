import { answerRenewal, type LeaseTerms, leaseTerms, leaseUntil, type RequestOf, type ResponseOf, type workers } from '@clearway/contract'
import { waitSecondsOf } from '@clearway/contract/wire'
import { waitFor } from '../signals/wait-for.ts'
import type { Context, CallTx } from '../context.ts'
import { type AttemptRow, renewLeases, reportedAttempts, reviveAttempt, tasksOfAttempts, withoutPlace } from '../db/tables/attempts.ts'
import { takeBack } from '../db/tables/queues.ts'
import { findOwnTask, moveTask } from '../db/tables/tasks.ts'
import { transact } from '../db/connection/transaction.ts'
import { noteWorkerTask } from '../db/tables/workers.ts'
import { serverUser } from './lost.ts'
import { stopsFor } from './stop-orders.ts'

type Renewal = Pick<RequestOf<typeof workers.renew>, 'worker' | 'boot' | 'running'>

/** Renews the leases of what an agent runs, and answers as soon as some of it has to stop, or may leave its slot. */
export async function renew(
  ctx: Context,
  { stopping = [], in_slots = [], ...request }: RequestOf<typeof workers.renew>,
): Promise<ResponseOf<typeof workers.renew>> {
  const { running } = request
  const renewed = await transact(ctx, (tx) => renewHeld(tx, request))
  const seconds = waitSecondsOf('workers.renew', request)
  const tasks = seconds === 0 ? [] : await tasksOfAttempts(ctx, running)
  const told = await waitFor(
    ctx,
    { topics: tasks.map((task) => `task:${task}` as const), seconds: tasks.length === 0 ? 0 : seconds },
    async () => {
      const found = { stop: await stopsFor(ctx, running, stopping), released: await withoutPlace(ctx, in_slots) }
      return found.stop.length + found.released.length > 0 ? found : undefined
    },
  )
  return { stop: told?.stop ?? [], released: told?.released ?? [], renewed, ...termsOf(ctx) }
}

/** The figures that agents are told. */
export function termsOf({ settings }: Pick<Context, 'settings'>): LeaseTerms {
  return leaseTerms(settings.leaseSeconds)
}

/** Renews the leases of what an agent holds. What was called lost goes on, if nobody has its task. Answers which attempts hold their tasks. */
export async function renewHeld(tx: CallTx, { worker, boot, running }: Renewal): Promise<string[]> {
  const until = leaseUntil(tx.tick(), termsOf(tx))
  const held: string[] = []
  for (const { attempt, isTaskFree } of await reportedAttempts(tx, worker, running)) {
    const answer = answerRenewal({ state: attempt.state, isTaskFree })
    if (answer === 'renew' || (answer === 'readopt' && (await readopt(tx, attempt, boot, until)))) held.push(attempt.id)
  }
  return [...(await renewLeases(tx, held, boot, until))]
}

/** queued → in_progress, under the attempt that was called lost: it runs still, and its task was given to nobody. */
async function readopt(tx: CallTx, attempt: AttemptRow, boot: string, until: number): Promise<boolean> {
  if (!(await takeBack(tx, attempt))) return false
  await reviveAttempt(tx, attempt.id, boot, until)
  const actor = { ...tx, user: serverUser }
  await moveTask(actor, await findOwnTask(actor, attempt.task), 'in_progress', {
    from: ['queued'],
    reason: 'worker back',
    message: `${attempt.worker} runs it still, and nobody else had it meanwhile.`,
    set: { last_worker: attempt.worker, last_worker_report: tx.now(), queue: attempt.queue },
  })
  await noteWorkerTask(tx, attempt.worker, attempt.task, attempt.queue)
  return true
}
