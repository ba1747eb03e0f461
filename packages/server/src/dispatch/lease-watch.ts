import { checkSeconds, leaseTerms } from '@clearway/contract'
import { transact } from '../db/connection/transaction.ts'
import type { Presence } from '../presence.ts'
import type { StorageHealth } from '../storage-health.ts'
import { grantGrace } from './grace.ts'
import type { Scope } from '../scope.ts'
import { expiredAttempts, lockExpired } from '../db/tables/leases.ts'
import type { Settings } from '../settings.ts'
import { forEachApart } from '../each-apart.ts'
import { lockTask } from '../db/tables/tasks.ts'
import { loseAttempt } from './lost.ts'

type ServerScope = Scope & { readonly settings: Settings }

/**
 * Ends the claims and leases of all companies that had expired at a time, each in a transaction of its own, which checks again because the lease may have
 * been renewed meanwhile.
 */
async function endExpired(scope: ServerScope, at: number): Promise<void> {
  await forEachApart(await expiredAttempts(scope, at), ({ id, company, task }) =>
    transact({ ...scope, company }, async (tx) => {
      await lockTask(tx, task)
      const attempt = await lockExpired(tx, id, at)
      if (attempt === undefined) return
      const why = attempt.state === 'claimed' ? 'the claim was not confirmed in time' : `no sign of worker ${attempt.worker}`
      await loseAttempt(tx, attempt, why, { mayReturn: true })
    }),
  )
}

/** Ends claims and leases that have expired. After an absence of the server, grants the grace first. */
export function leaseWatch(scope: ServerScope & { readonly presence: Presence; readonly storage: Pick<StorageHealth, 'fault'> }): {
  readonly every: number
  readonly check: () => Promise<void>
} {
  const { presence, settings, storage } = scope
  return {
    every: checkSeconds(leaseTerms(settings.leaseSeconds)),
    check: async () => {
      // A server that cannot write cannot renew leases, so this counts as an absence.
      if ((await storage.fault()) !== undefined) return
      // One time for the whole check: a server that is frozen in the middle of it ends no lease that ran out meanwhile.
      const at = scope.tick()
      if (presence.wasAbsent(at)) await transact(scope, (tx) => grantGrace(tx, settings))
      await endExpired(scope, at)
      presence.recordCheck(at)
    },
  }
}
