import type { Context } from '../context.ts'
import type { Topic } from '../scope.ts'

/**
 * Calls `check`, and again after each signal on one of the topics, until it gives an answer. At the deadline, or when the caller has left, checks a
 * last time and may answer undefined. Subscribes before the first check, so that a signal in between still wakes the call.
 */
export async function waitFor<T>(
  ctx: Pick<Context, 'signals' | 'signal' | 'tick'>,
  { topics, seconds }: { readonly topics: readonly Topic[]; readonly seconds: number },
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
      await woken
    } finally {
      over.abort()
    }
  }
}
