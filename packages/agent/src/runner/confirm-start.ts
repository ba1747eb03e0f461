import type { Lease } from '@clearway/contract'
import { faultPoint } from '@clearway/runtime'
import { isApiError } from '@clearway/sdk'
import { machineMs } from '../machine-clock.ts'
import { untilAnswered } from '../retry.ts'
import type { RunnerDeps } from './runner-deps.ts'

/** The server does not let the attempt begin: its claim has expired, or its task was taken away. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

interface Confirming {
  readonly lease: Lease
  /** When the call was sent that has claimed and started the attempt; undefined if it was only claimed. */
  readonly startedAt: number | undefined
  /** Resolves when the attempt's folder is there, in which the lease is recorded. */
  readonly opened: Promise<unknown>
  readonly signal: AbortSignal
}

/** Confirms a claim to the server, unless it has started already; this renews the lease. Throws `Refused` if the attempt may not begin. */
export async function confirmStart(deps: RunnerDeps, { lease, startedAt, opened, signal }: Confirming): Promise<void> {
  const { agent, api, leases, emit } = deps
  const { attempt } = lease
  try {
    if (startedAt === undefined)
      await untilAnswered(async (abort) => {
        const sentAt = machineMs()
        await api.workers.start({ worker: agent, attempt }, { signal: abort, patienceSeconds: 0 })
        await opened
        leases.renewed(attempt, sentAt)
      }, signal)
    else {
      await opened
      leases.renewed(attempt, startedAt)
    }
  } catch (error) {
    if (isApiError(error, 'lease_lost', 'attempt_not_found')) throw new Refused('the claim has passed')
    throw error
  }
  faultPoint('start confirmed')
  emit({ kind: 'started', lease })
}
