import { backOffMs } from '@clearway/contract/back-off'
import { retry } from '@clearway/runtime'
import { isApiError } from '@clearway/sdk'
import type { AgentEvent } from './agent-events.ts'

/** Shorter than other callers' pauses: the slots of an agent stand idle until it reaches the restarted server. */
const longestMs = 3000
const tryMs = 30_000

/** How long a poll rests after so many failures in a row (from 1). */
export function retryPauseMs(failures: number): number {
  return backOffMs(failures, { longestMs })
}

/** Whether a failure may be gone at the next try: no answer, or one that says "not now". */
export function mayPass(error: unknown): boolean {
  if (error instanceof Error && error.name === 'TimeoutError') return true
  if (!isApiError(error)) return false
  // 401: a key that was revoked may be given back, and a token that was is renewed.
  return error.status === 0 || error.status === 401 || error.status === 408 || error.status === 429 || error.status >= 500
}

/**
 * Calls until the server has answered, however long it is away; throws what it refuses for good, and when aborted. The call must be one that
 * may arrive twice.
 */
export async function untilAnswered<T>(call: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  return retry(call, { signal, tryMs, longestMs, isFinal: (error) => !mayPass(error) })
}

/** Calls until a server that is away has answered, and emits events about it; a key that the server refuses is final. */
export async function whileAway<T>(
  call: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  emit: (event: AgentEvent) => void,
): Promise<T> {
  let isAway = false
  const isFinal = (error: unknown): boolean => {
    if (!mayPass(error) || (isApiError(error) && error.status === 401)) return true
    if (!isAway) emit({ kind: 'server_away', error })
    isAway = true
    return false
  }
  const answer = await retry(call, { signal, tryMs, longestMs, isFinal })
  if (isAway) emit({ kind: 'server_back' })
  return answer
}
