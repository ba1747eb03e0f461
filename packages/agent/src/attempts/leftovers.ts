import type { Lease } from '@clearway/contract'
import { attemptRoot, attemptsIn, removeAttemptRoot } from './attempt-root.ts'
import { readLease } from './lease-record.ts'

/** The leases of attempts whose end an earlier process of this agent did not report to the server. Deletes folders that hold no lease. */
export async function findLeftovers(work: string): Promise<readonly Lease[]> {
  const leases: Lease[] = []
  for (const attempt of attemptsIn(work)) {
    const root = attemptRoot(work, attempt)
    const lease = readLease(root)
    if (lease !== undefined) leases.push(lease)
    else await removeAttemptRoot(root)
  }
  return leases
}
