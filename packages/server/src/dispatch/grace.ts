import { grantFullTerms } from '../db/tables/leases.ts'
import { checkSeconds, leaseTerms, leaseUntil } from '@clearway/contract'
import type { Scope, Tx } from '../scope.ts'
import { transact } from '../db/connection/transaction.ts'
import type { Settings } from '../settings.ts'
import type { Presence } from '../presence.ts'
import type { StorageHealth } from '../storage-health.ts'
import { expire } from './lost.ts'

type ServerScope = Scope & { readonly settings: Settings }

/** Gives every claim and lease its full time again after the server was absent, so that no task is lost because agents could not report. */
export async function grantGrace(tx: Tx, settings: Settings): Promise<void> {
  const from = (lease_seconds: number): number => leaseUntil(tx.tick(), { lease_seconds })
  const { confirmSeconds, leaseSeconds, stockLeaseSeconds } = settings
  await grantFullTerms(tx, { confirmBy: from(confirmSeconds), leaseUntil: { own: from(leaseSeconds), stock: from(stockLeaseSeconds) } })
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
      if (presence.wasAbsent()) await transact(scope, (tx) => grantGrace(tx, settings))
      await expire(scope)
      presence.recordCheck()
    },
  }
}
