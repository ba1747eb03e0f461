import { isServerAway } from '../api-error.ts'
import { backOffMs } from '@clearway/contract/back-off'
import { pause } from '@clearway/contract/pause'

export interface RetryOptions {
  /** How long to wait after the failure of a call (counted from 1) before the next call; undefined if the failure is final. */
  readonly delayMs: (error: unknown, attempt: number) => number | undefined
  /** Ends the waiting, and the retries, with its reason. */
  readonly signal?: AbortSignal | undefined
}

/** Calls until a call succeeds, or fails for good. */
export async function retry<T>(call: () => Promise<T>, { delayMs, signal }: RetryOptions): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call()
    } catch (error) {
      signal?.throwIfAborted()
      const delay = delayMs(error, attempt)
      if (delay === undefined) throw error
      await pause(delay, signal)
    }
  }
}

/** For `delayMs`: retries while the server is away, with growing delays, up to a number of calls. */
export function whileServerIsAway(maxCalls: number): RetryOptions['delayMs'] {
  return (error, attempt) => (isServerAway(error) && attempt < maxCalls ? backOffMs(attempt) : undefined)
}
