import { grantFullTerms } from '../db/tables/leases.ts'
import { leaseUntil } from '@clearway/contract'
import type { Tx } from '../scope.ts'
import type { Settings } from '../settings.ts'

/** Gives every claim and lease its full time again after the server was absent, so that no task is lost because agents could not report. */
export async function grantGrace(tx: Tx, settings: Settings): Promise<void> {
  const from = (lease_seconds: number): number => leaseUntil(tx.tick(), { lease_seconds })
  const { confirmSeconds, leaseSeconds, stockLeaseSeconds } = settings
  await grantFullTerms(tx, { confirmBy: from(confirmSeconds), leaseUntil: { own: from(leaseSeconds), stock: from(stockLeaseSeconds) } })
}
