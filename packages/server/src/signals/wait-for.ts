import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from '../context.ts'
import type { Topic } from '../scope.ts'

export interface WaitTerms {
  readonly topics: readonly Topic[]
  readonly seconds: number
  /** In how many milliseconds `check` may give another answer without a signal; asked after each check. Default: never. */
  readonly dueIn?: () => number | undefined
}

/** The longest time that a timer takes. */
const longestTimer = 2 ** 31 - 1

/**
 * Calls `check`, and again after each signal on one of the topics, until it gives an answer. At the deadline, or when the caller has left, checks a
 * last time and may answer undefined. Subscribes before the first check, so that a signal in between still wakes the call.
 */
export async function waitFor<T>(
  ctx: Pick<Context, 'signals' | 'signal' | 'tick'>,
  { topics, seconds, dueIn }: WaitTerms,
  check: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const deadline = ctx.tick() + seconds * 1000
  for (;;) {
    const over = new AbortController()
    const left = Math.max(0, deadline - ctx.tick())
    const woken = ctx.signals.wait(topics, left, AbortSignal.any([ctx.signal, over.signal]))
    try {
      const answer = await check()
      if (answer !== undefined || left === 0 || ctx.signal.aborted) return answer
      const due = dueIn?.()
      const elapsed = due === undefined ? undefined : pause(Math.min(Math.max(1, due), longestTimer), undefined, { signal: over.signal })
      await (elapsed === undefined ? woken : Promise.race([woken, elapsed]))
      elapsed?.catch(() => {})
    } finally {
      over.abort()
    }
  }
}
