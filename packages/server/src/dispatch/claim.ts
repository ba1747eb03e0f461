import type { ResponseOf, workers } from '@clearway/contract'
import { lookUntil } from '../changes/look-until.ts'
import type { Context } from '../context.ts'
import { attemptsOfAgent, endAttempt, renewLeases } from '../db/attempts.ts'
import { findQueue, releaseEntry } from '../db/queues.ts'
import { transact } from '../db/transaction.ts'
import { loseAttempt } from './lost.ts'
import { type ClaimRequest, reportSeats, seatsOf } from './seats.ts'
import { stopsFor } from './stops.ts'
import { take, type Taken } from './take.ts'

type Answer = ResponseOf<typeof workers.claim>

/** Answers as soon as there is work for one of the agent's places, or one of its attempts has to stop. The agent's leases are renewed on the way. */
export async function claim(ctx: Context, request: ClaimRequest): Promise<Answer> {
  await checkIn(ctx, request)
  const topics = ['work', `agent:${request.worker}`] as const
  const lease_seconds = ctx.settings.leaseSeconds
  const found = await lookUntil(ctx, { topics, seconds: request.wait ?? 20 }, async () => {
    const stop = await stopsFor(ctx, request.running, request.stopping ?? [])
    const leases = ctx.signal.aborted ? [] : await takeAll(ctx, request)
    if (ctx.signal.aborted) return giveBack(ctx, leases)
    return leases.length > 0 || stop.length > 0 ? { leases, stop } : undefined
  })
  return { ...(found ?? { leases: [], stop: [] }), lease_seconds }
}

/** What an agent says of itself: its places, what it still runs. A new start voids what the old one held and this one does not. */
async function checkIn(ctx: Context, request: ClaimRequest): Promise<void> {
  await transact(ctx, async (tx) => {
    for (const queue of request.queues) await findQueue(tx, queue)
    const held = await attemptsOfAgent(tx, request.worker)
    const running = held.filter(({ id }) => request.running.includes(id))
    await renewLeases(
      tx,
      running.map(({ id }) => id),
      request.boot,
      tx.tick() + tx.settings.leaseSeconds * 1000,
    )
    for (const attempt of held)
      if (attempt.boot !== request.boot && !running.includes(attempt)) await loseAttempt(tx, attempt, 'its agent started anew without it')
    await reportSeats(tx, request, running)
  })
}

async function takeAll(ctx: Context, request: ClaimRequest): Promise<Answer['leases'][number][]> {
  const leases: Answer['leases'][number][] = []
  const taker = {
    queues: request.queues,
    agent: request.worker,
    boot: request.boot,
    kind: 'own' as const,
    aliveSince: ctx.tick() - ctx.settings.workerSeconds * 1000,
    confirmBy: ctx.tick() + ctx.settings.confirmSeconds * 1000,
  }
  for (const seat of seatsOf(request)) {
    const worker = seat.lane === 'light' ? `${request.worker}:light` : `${request.worker}:${seat.slot}`
    // A light lane is uncounted: it takes all that wait for it, a batch at a time.
    for (let taken = 0; taken < (seat.lane === 'light' ? lightBatch : 1); taken += 1) {
      const got = await transact({ ...ctx, doing: 'workers.claim/take' }, (tx) => take(tx, seat, { ...taker, worker }))
      if (got === undefined) break
      leases.push(leaseOf(got, seat.lane, seat.lane === 'step' ? seat.slot : null))
    }
  }
  return leases
}
const lightBatch = 8

function leaseOf(
  { attempt, number, task, name, queue, accessKey, secretKey }: Taken,
  lane: 'step' | 'light',
  slot: number | null,
): Answer['leases'][number] {
  return { attempt, number, task, name, queue, lane, slot, access_key: accessKey, secret_key: secretKey }
}

/** The agent left before the answer could reach it. */
async function giveBack(ctx: Context, leases: Answer['leases']): Promise<undefined> {
  for (const { attempt } of leases)
    await transact(ctx, async (tx) => {
      await endAttempt(tx, attempt, { as: 'expired', reason: 'the agent left before the answer' })
      await releaseEntry(tx, attempt)
    })
}
