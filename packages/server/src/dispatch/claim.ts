import type { ResponseOf, workers } from '@clearway/contract'
import { waitSecondsOf } from '@clearway/contract/wire'
import { waitFor } from '../signals/wait-for.ts'
import { callerLeft, type Context, type CallTx } from '../context.ts'
import { holdName, releaseName } from '../db/tables/agent-names.ts'
import { type AttemptRow, attemptsOfAgent } from '../db/tables/attempts.ts'
import { isAgentDrained } from '../db/tables/drained-agents.ts'
import { assertQueues } from '../db/tables/queues.ts'
import { isAnyUnclaimed, nextDelayed } from '../db/tables/queue-entries.ts'
import { transact } from '../db/connection/transaction.ts'
import { renewHeld, termsOf } from './lease.ts'
import { loseAttempt } from './lost.ts'
import { type ClaimRequest, reportOffers, offersOf } from './offers.ts'
import { returnClaims, returnUnknown } from './return-claims.ts'
import { takeAll } from './take-all.ts'

type Answer = ResponseOf<typeof workers.claim>

/**
 * Waits for work for one of the agent's slots or its light lane, and claims it. The call also renews the agent's leases. A call whose connection
 * breaks shows that the agent has ended, so its name is released and the next agent of that name need not wait.
 */
export async function claim(ctx: Context, request: ClaimRequest): Promise<Answer> {
  let isKnown = false
  let due: number | undefined
  let polled: Awaited<ReturnType<typeof takeAll>> = { leases: [], isDrained: false }
  const { worker, boot } = request
  const found = await waitFor(ctx, { topics: ['work'], seconds: waitSecondsOf('workers.claim', request), dueIn: () => due }, async () => {
    if (!ctx.signal.aborted && (!isKnown || (await isWorthPolling(ctx, request, polled.isDrained))))
      polled = await transact(ctx, (tx) => poll(tx, request, isKnown))
    isKnown = true
    if (ctx.signal.aborted) return returnClaims(ctx, worker, polled.leases)
    if (polled.leases.length > 0) return polled.leases
    const next = await nextDelayed(ctx)
    due = next === undefined ? undefined : next - ctx.now()
    return undefined
  })
  if (ctx.signal.reason === callerLeft) await transact(ctx, (tx) => releaseName(tx, worker, boot))
  return { leases: found ?? [], ...(polled.isDrained && { drained: true }), ...termsOf(ctx) }
}

/**
 * Whether a check of a call that waits may give another answer than the one before. A new task wakes all calls that wait, also those of agents on other
 * queues, and most often another agent has claimed it by then: this reads only, while a check takes the lock of the writers.
 */
async function isWorthPolling(ctx: Context, { worker, queues, slots, light }: ClaimRequest, wasDrained: boolean): Promise<boolean> {
  if ((await isAgentDrained(ctx, worker)) !== wasDrained) return true
  return isAnyUnclaimed(ctx, { light: light.free && light.mode !== 'off', queues: slots.length > 0 ? queues : [] })
}

/** Claims tasks for the agent's free slots and its light lane. The first check of a call also records the agent, in the same transaction. */
async function poll(tx: CallTx, request: ClaimRequest, isKnown: boolean): ReturnType<typeof takeAll> {
  if (!isKnown) await checkIn(tx, request)
  return takeAll(tx, { ...request, home: request.process?.home, offers: await offersOf(tx, request) })
}

/**
 * Records the agent's slots and what it still runs. An agent that starts again in the same work folder loses the attempts that its earlier start held
 * and this one does not run.
 */
async function checkIn(tx: CallTx, request: ClaimRequest): Promise<void> {
  const { process, worker: agent, boot } = request
  if (process !== undefined) {
    const { home, host, pid } = process
    await holdName(tx, { agent, boot, home, host, pid })
  }
  await assertQueues(tx, request.queues)
  await renewHeld(tx, request)
  if (request.unanswered === true) await returnUnknown(tx, request)
  const held = await attemptsOfAgent(tx, request.worker)
  const running = held.filter(({ id }) => request.running.includes(id))
  for (const attempt of held)
    if (attempt.boot !== request.boot && !running.includes(attempt) && isGone(attempt, request))
      await loseAttempt(tx, attempt, 'its agent started anew without it')
  await reportOffers(tx, request, running)
}

/**
 * Whether the attempt's processes are known to be gone. An agent in another work folder cannot see the processes of the earlier one, so that attempt
 * keeps its task until its lease has expired.
 */
function isGone({ state, home }: AttemptRow, { process }: ClaimRequest): boolean {
  return state === 'claimed' || home === (process?.home ?? null)
}
