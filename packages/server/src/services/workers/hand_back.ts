import type { workers } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { handBack } from '../../dispatch/hand-back.ts'
import { heldAttempt } from '../../dispatch/held-attempt.ts'
import { withOutput } from '../../dispatch/store-output.ts'

export const hand_back: Handler<typeof workers.hand_back> = (request, ctx) =>
  withOutput(ctx, request, (recordOutput) =>
    transact(ctx, async (tx) => {
      const attempt = await heldAttempt(tx, request.attempt, request.worker)
      await handBack(tx, attempt, request.reason, request.needs_slot === true)
      await recordOutput(tx)
      return {}
    }),
  )
