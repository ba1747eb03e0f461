import type { workers } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { heldAttempt } from '../../dispatch/held-attempt.ts'
import { endOfAttempt } from '../../dispatch/end.ts'
import { storeOutput } from '../../dispatch/store-output.ts'

export const end: Handler<typeof workers.end> = async (request, ctx) => {
  const recordStored = await storeOutput(ctx, request)
  return transact(ctx, async (tx) => {
    const attempt = await heldAttempt(tx, request.attempt, request.worker)
    await recordStored(tx)
    return { status: await endOfAttempt(tx, attempt, request) }
  })
}
