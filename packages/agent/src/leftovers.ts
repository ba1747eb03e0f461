import type { Lease } from '@clearway/contract'
import { listAttempts } from './executors/attempt-folder.ts'
import type { ProcessExecutor } from './executors/process.ts'
import { readLease } from './runner/lease-record.ts'

/** The leases of attempts whose end an earlier process of this agent did not bring to the server. Folders that stand for none are removed. */
export async function findLeftovers(executor: ProcessExecutor, work: string): Promise<readonly Lease[]> {
  const leases: Lease[] = []
  for (const { attempt } of await listAttempts(work)) {
    const lease = await readLease(executor.folder(attempt).root)
    if (lease !== undefined) leases.push(lease)
    else await executor.discard(attempt)
  }
  return leases
}
