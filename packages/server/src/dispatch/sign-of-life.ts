import type { AuthDeps } from '../auth/auth-deps.ts'
import type { Caller } from '../caller.ts'
import { renewLeaseOfProcess } from '../db/tables/attempts.ts'
import { transact } from '../db/connection/transaction.ts'

/** Not more often than this is a lease written for what a process says. */
const atMostEvery = 10_000

/**
 * Whoever calls as an attempt of the published agent lives, also when the agent itself does not: its lease is renewed, or the task would be
 * queued again and run twice. Decided by what the caller's row told.
 */
export async function noteSignOfLife(
  { scope, stockLeaseSeconds }: Pick<AuthDeps, 'scope' | 'stockLeaseSeconds'>,
  { company, attempt }: Pick<Caller, 'company' | 'attempt'>,
): Promise<void> {
  const lease = attempt?.stockLease
  if (attempt === undefined || lease === undefined) return
  const until = scope.tick() + stockLeaseSeconds * 1000
  if (until - lease < atMostEvery) return
  await transact({ ...scope, company }, (tx) => renewLeaseOfProcess(tx, attempt.id, until))
}
