import type { RequestOf, ResponseOf, workers } from '@clearway/contract'
import type { CallTx } from '../context.ts'
import { followChanges } from '../db/connection/transaction.ts'
import { endOfAttempt } from './end.ts'
import { heldAttempt } from './held-attempt.ts'
import { slotOffers } from './offers.ts'
import { returnUnanswered } from './return-claims.ts'
import { takeAll } from './take-all.ts'

/** Records the end of an attempt. What it made possible, such as the next step of a run, can be claimed in the same transaction. */
export async function endAndClaim(tx: CallTx, request: RequestOf<typeof workers.end>): Promise<ResponseOf<typeof workers.end>> {
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
