import { setTimeout as sleep } from 'node:timers/promises'

type Sending = {
  readonly attempt: (signal: AbortSignal) => Promise<void>
  readonly isFinal: ((error: unknown) => boolean) | undefined
  /** On the clock of `performance.now()`; `Infinity` for ever. */
  readonly deadline: number
  readonly signal: AbortSignal
}

const [firstPauseMs, longestPauseMs, attemptMs] = [250, 10_000, 60_000]

/** Repeats a sending, with growing pauses, until it succeeds, fails for good, or the deadline passes: then throws what the last try threw. */
export async function untilSent({ attempt, isFinal, deadline, signal }: Sending): Promise<void> {
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
    signal.throwIfAborted()
    const limitMs = Math.ceil(Math.max(1, Math.min(attemptMs, deadline - performance.now())))
    const abort = AbortSignal.any([signal, AbortSignal.timeout(limitMs)])
    try {
      return await attempt(abort)
    } catch (error) {
      signal.throwIfAborted()
      if (isFinal?.(error)) throw error
      // Spread, so that many steps do not return to a restarted server all at once.
      const next = pause * (0.5 + Math.random() / 2)
      if (performance.now() + next > deadline) throw error
      await sleep(next, undefined, { signal })
    }
  }
}
