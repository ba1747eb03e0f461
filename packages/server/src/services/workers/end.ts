import type { ResponseOf, workers } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { followChanges, transact } from '../../db/connection/transaction.ts'
import { confirmClaim } from '../../dispatch/confirm.ts'
import { heldAttempt } from '../../dispatch/held-attempt.ts'
import { endOfAttempt } from '../../dispatch/end.ts'
import { slotOffers } from '../../dispatch/offers.ts'
import { returnClaims, returnUnanswered } from '../../dispatch/return-claims.ts'
import { storeOutput } from '../../dispatch/store-output.ts'
import { takeAll } from '../../dispatch/take-all.ts'

/** Records the end of an attempt. What it made possible, such as the next step of a run, can be claimed in the same transaction. */
export const end: Handler<typeof workers.end> = async (request, ctx) => {
  const recordStored = await storeOutput(ctx, request)
  const { worker, claim } = request
  const answer = await transact(ctx, async (tx): Promise<ResponseOf<typeof workers.end>> => {
    const attempt = await heldAttempt(tx, request.attempt, worker)
    await recordStored(tx)
    const status = await endOfAttempt(tx, attempt, request)
    // The agent has broken off this call, and may have repeated it; or it has started anew, and would not know what this call claims.
    if (claim === undefined || ctx.signal.aborted || attempt.boot !== claim.boot) return { status }
    if (attempt.state === 'ended') await returnUnanswered(tx, worker, claim)
    await followChanges(tx)
    const { boot, home, queues, start } = claim
    const leases = await takeAll(tx, { worker, boot, home, queues, offers: slotOffers(claim) })
    if (start !== true) return { status, leases }
    for (const lease of leases) await confirmClaim(tx, await heldAttempt(tx, lease.attempt, worker))
    return { status, leases: leases.map((lease) => ({ ...lease, started: true })) }
  })
  if (ctx.signal.aborted) await returnClaims(ctx, worker, answer.leases ?? [])
  return answer
}
