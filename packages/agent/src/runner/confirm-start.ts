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
  /** Resolves when the attempt's folder is there, in which the lease is recorded. */
  readonly opened: Promise<unknown>
  readonly signal: AbortSignal
}

/** Confirms a claim to the server, which renews the lease. Throws `Refused` if the attempt may not begin. */
export async function confirmStart(deps: RunnerDeps, { lease, opened, signal }: Confirming): Promise<void> {
  const { agent, api, leases, emit } = deps
  const { attempt } = lease
  try {
    await untilAnswered(async (abort) => {
      const sentAt = machineMs()
      await api.workers.start({ worker: agent, attempt }, { signal: abort, patienceSeconds: 0 })
      await opened
      leases.renewed(attempt, sentAt)
    }, signal)
  } catch (error) {
    if (isApiError(error, 'lease_lost', 'attempt_not_found')) throw new Refused('the claim has passed')
    throw error
  }
  faultPoint('start confirmed')
  emit({ kind: 'started', lease })
}
