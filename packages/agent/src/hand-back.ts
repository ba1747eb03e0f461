import type { Lease } from '@clearway/contract'
import { isApiError } from '@clearway/sdk'
import type { RunnerParts } from './runner/runner-parts.ts'
import { untilAnswered } from './retry.ts'

const patienceMs = 10_000

/** Gives a lease back for which the agent has no place, before anything of its task ran. */
export async function handBack({ agent, api, emit }: Pick<RunnerParts, 'agent' | 'api' | 'emit'>, { attempt }: Lease): Promise<void> {
  const request = { worker: agent, attempt, reason: `agent ${agent} has no place left` }
  try {
    await untilAnswered((signal) => api.workers.hand_back(request, { signal, patienceSeconds: 0 }), AbortSignal.timeout(patienceMs))
  } catch (error) {
    // The server takes it back by itself where it heard nothing, and has done so already where it refuses.
    if (!isApiError(error, 'lease_lost', 'attempt_not_found')) emit({ kind: 'problem', what: 'Handing a task back', error })
  }
}
