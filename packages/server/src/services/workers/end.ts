import type { workers } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { endAndClaim } from '../../dispatch/end-and-claim.ts'
import { returnClaims } from '../../dispatch/return-claims.ts'
import { withOutput } from '../../dispatch/store-output.ts'

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
