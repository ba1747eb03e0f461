import type { Lease } from '@clearway/contract'
import type { ShippedLine } from '@clearway/runtime'
import { isApiError } from '@clearway/sdk'
import { machineMs } from '../machine-clock.ts'
import { mayPass, untilAnswered } from '../retry.ts'
import type { GrantedLease } from '../claim.ts'
import type { Report } from './outcome.ts'
import type { RunnerDeps } from './runner-deps.ts'

interface Reporting {
  readonly report: Report
  /** The last lines of its output. */
  readonly lines: readonly ShippedLine[]
  readonly signal: AbortSignal
  /** Called when the server refuses the report for good. */
  readonly onRefusal: (error: unknown) => void
}

/**
 * Reports the end of an attempt to the server, however long the server is away, and claims a next task for its slot. Answers what was claimed. Throws
 * when aborted.
 */
export async function reportEnd(
  { agent: worker, api, nextClaim }: Pick<RunnerDeps, 'agent' | 'api' | 'nextClaim'>,
  lease: Lease,
  { report, lines, signal, onRefusal }: Reporting,
): Promise<readonly GrantedLease[]> {
  const { attempt } = lease
  const output = lines.map(({ level: _, ...line }) => line)
  const call = async (abort: AbortSignal): Promise<readonly GrantedLease[]> => {
    const options = { signal: abort, patienceSeconds: 0 }
    if (report.action === 'end') {
      const { action: _, ...rest } = report
      const claim = nextClaim(lease)
      const sentAt = machineMs()
      const { leases = [] } = await api.workers.end({ worker, attempt, output, ...rest, ...(claim && { claim }) }, options)
      return leases.map(({ started = false, ...granted }) => ({ ...granted, ...(started && { startedAt: sentAt }) }))
    }
    await api.workers.hand_back({ worker, attempt, output, reason: report.reason, needs_slot: report.needsSlot }, options)
    return []
  }
  try {
    return await untilAnswered(call, signal)
  } catch (error) {
    if (mayPass(error) || signal.aborted) throw error
    // The server has given the task to another agent meanwhile, or it took an earlier report whose answer was lost.
    if (!isApiError(error, 'lease_lost', 'attempt_not_found')) onRefusal(error)
    return []
  }
}
