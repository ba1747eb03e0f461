import type { ResponseOf, workers } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { followChanges, transact } from '../../db/connection/transaction.ts'
import { returnClaims } from '../../dispatch/claim.ts'
import { heldAttempt } from '../../dispatch/held-attempt.ts'
import { endOfAttempt } from '../../dispatch/end.ts'
import { slotOffers } from '../../dispatch/offers.ts'
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
    if (claim === undefined || attempt.state === 'ended') return { status }
    await followChanges(tx)
    const { boot, home, queues } = claim
    return { status, leases: await takeAll(tx, { worker, boot, home, queues, offers: slotOffers(claim) }) }
  })
  if (ctx.signal.aborted) await returnClaims(ctx, answer.leases ?? [])
  return answer
}
