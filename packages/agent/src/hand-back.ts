import type { Lease } from '@clearway/contract'
import { isApiError } from '@clearway/sdk'
import type { RunnerDeps } from './runner/runner-deps.ts'
import { untilAnswered } from './retry.ts'

const patienceMs = 10_000

/** Gives a lease back for which the agent has no free slot or room, before anything of its task ran. */
export async function handBack({ agent, api, emit }: Pick<RunnerDeps, 'agent' | 'api' | 'emit'>, { attempt }: Lease): Promise<void> {
  const request = { worker: agent, attempt, reason: `agent ${agent} has no free slot or room` }
  try {
    await untilAnswered((signal) => api.workers.hand_back(request, { signal, patienceSeconds: 0 }), AbortSignal.timeout(patienceMs))
  } catch (error) {
    // Without a report the server takes the lease back by itself; if it refuses, it has done so already.
    if (!isApiError(error, 'lease_lost', 'attempt_not_found')) emit({ kind: 'problem', what: 'Handing a task back', error })
  }
}
