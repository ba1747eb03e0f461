import type { Implementation, workers } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { claim } from '../../dispatch/claim.ts'
import { confirmClaim } from '../../dispatch/confirm.ts'
import { heldAttempt } from '../../dispatch/held-attempt.ts'
import { renew } from '../../dispatch/lease.ts'
import { releaseName } from '../../db/tables/agent-names.ts'
import { transact } from '../../db/connection/transaction.ts'
import { deleteWorkers } from '../../db/tables/workers.ts'
import { end } from './end.ts'
import { get_all } from './get_all.ts'
import { hand_back } from './hand_back.ts'
import { register } from './register.ts'
import { status_report } from './status_report.ts'

export const workersService: Implementation<typeof workers, Context> = {
  register,
  unregister: async ({ worker }, ctx) => {
    await transact(ctx, async (tx) => {
      await deleteWorkers(tx, { id: worker })
      await deleteWorkers(tx, { agent: worker })
      await releaseName(tx, worker)
    })
    return {}
  },
  status_report,
  get_all,
  claim: (request, ctx) => claim(ctx, request),
  renew: (request, ctx) => renew(ctx, request),
  start: ({ worker, attempt }, ctx) =>
    transact(ctx, async (tx) => {
      await confirmClaim(tx, await heldAttempt(tx, attempt, worker))
      return {}
    }),
  hand_back,
  end,
}
