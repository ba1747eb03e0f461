import { grantFullTerms } from '../db/tables/attempts.ts'
import { checkSeconds, leaseTerms, leaseUntil } from '@clearway/contract'
import type { Scope, Tx } from '../scope.ts'
import { transact } from '../db/connection/transaction.ts'
import type { Settings } from '../settings.ts'
import type { Presence } from '../presence.ts'
import type { StorageHealth } from '../storage-health.ts'
import { expire } from './lost.ts'

type ServerScope = Scope & { readonly settings: Settings }

/** Every claim and lease has its full time again: our own absence costs nobody a task. */
export async function grantGrace(tx: Tx, settings: Settings): Promise<void> {
  const from = (lease_seconds: number): number => leaseUntil(tx.tick(), { lease_seconds })
  const { confirmSeconds, leaseSeconds, stockLeaseSeconds } = settings
  await grantFullTerms(tx, { confirmBy: from(confirmSeconds), leaseUntil: { own: from(leaseSeconds), stock: from(stockLeaseSeconds) } })
}

/** Looks for what has run out; first, after an absence of our own, grants the grace. */
export function leaseWatch(scope: ServerScope & { readonly presence: Presence; readonly storage: Pick<StorageHealth, 'fault'> }): {
  readonly every: number
  readonly look: () => Promise<void>
} {
  const { presence, settings, storage } = scope
  return {
    every: checkSeconds(leaseTerms(settings.leaseSeconds)),
    look: async () => {
      // Who cannot write cannot renew a lease either: as good as away.
      if ((await storage.fault()) !== undefined) return
      if (presence.wasAbsent()) await transact(scope, (tx) => grantGrace(tx, settings))
      await expire(scope)
      presence.noteLook()
    },
  }
}
