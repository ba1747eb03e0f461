import type { RequestOf, ResponseOf, workers } from '@clearway/contract'
import type { CallTx, Handler } from '../../context.ts'
import { followChanges, transact } from '../../db/connection/transaction.ts'
import { heldAttempt } from '../../dispatch/held-attempt.ts'
import { endOfAttempt } from '../../dispatch/end.ts'
import { slotOffers } from '../../dispatch/offers.ts'
import { returnClaims, returnUnanswered } from '../../dispatch/return-claims.ts'
import { withOutput } from '../../dispatch/store-output.ts'
import { takeAll } from '../../dispatch/take-all.ts'

/** Records the end of an attempt. What it made possible, such as the next step of a run, can be claimed in the same transaction. */
export const end: Handler<typeof workers.end> = async (request, ctx) => {
  const answer = await withOutput(ctx, request, (recordOutput) =>
    transact(ctx, async (tx) => {
      const done = await endAndClaim(tx, request)
      await recordOutput(tx)
      return done
    }),
  )
  if (ctx.signal.aborted) await returnClaims(ctx, request.worker, answer.leases ?? [])
  return answer
}

async function endAndClaim(tx: CallTx, request: RequestOf<typeof workers.end>): Promise<ResponseOf<typeof workers.end>> {
  const { worker, claim } = request
  const attempt = await heldAttempt(tx, request.attempt, worker)
  const status = await endOfAttempt(tx, attempt, request)
  // The agent has broken off this call, and may have repeated it; or it has started anew, and would not know what this call claims.
  if (claim === undefined || tx.signal.aborted || attempt.boot !== claim.boot) return { status }
  if (attempt.state === 'ended') await returnUnanswered(tx, worker, claim)
  await followChanges(tx)
  const { boot, home, queues, start } = claim
  const { leases } = await takeAll(tx, { worker, boot, home, queues, start, offers: slotOffers(claim) })
  return { status, leases: leases.map((lease) => ({ ...lease, ...(start === true && { started: true }) })) }
}
