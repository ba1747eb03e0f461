import { setTimeout as sleep } from 'node:timers/promises'
import { type BackOff, backOffMs } from '@clearway/contract/back-off'

export interface Retrying extends BackOff {
  /** Ends the retries with its reason. */
  readonly signal: AbortSignal
  readonly isFinal: (error: unknown) => boolean
  /** How long one try may take. */
  readonly tryMs: number
  /** When the last try is broken off, on the clock of `performance.now()`. Default: never. */
  readonly deadline?: number
}

/**
 * Calls until a call succeeds, with growing pauses. Throws what the last call threw if that is final or the time is up. The call must be one that may
 * arrive twice.
 */
export async function retry<T>(call: (signal: AbortSignal) => Promise<T>, retrying: Retrying): Promise<T> {
  const { signal, isFinal, tryMs, deadline = Infinity } = retrying
  for (let failures = 1; ; failures += 1) {
    signal.throwIfAborted()
    const limitMs = Math.ceil(Math.max(1, Math.min(tryMs, deadline - performance.now())))
    try {
      return await call(AbortSignal.any([signal, AbortSignal.timeout(limitMs)]))
    } catch (error) {
      signal.throwIfAborted()
      if (isFinal(error)) throw error
      const pauseMs = backOffMs(failures, retrying)
      if (performance.now() + pauseMs > deadline) throw error
      await sleep(pauseMs, undefined, { signal })
    }
  }
}
