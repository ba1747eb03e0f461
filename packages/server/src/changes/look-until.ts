import type { Context } from '../context.ts'
import type { Topic } from './signals.ts'

/**
 * Looks, and again after each signal on one of the topics, until there is an answer. At the deadline, or when the caller has left, it has looked
 * a last time and answers undefined. It listens before it looks: what comes in between still wakes it.
 */
export async function lookUntil<T>(
  ctx: Pick<Context, 'signals' | 'signal' | 'tick'>,
  { topics, seconds }: { readonly topics: readonly Topic[]; readonly seconds: number },
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const deadline = ctx.tick() + seconds * 1000
  for (;;) {
    const over = new AbortController()
    const left = Math.max(0, deadline - ctx.tick())
    const woken = ctx.signals.wait(topics, left, AbortSignal.any([ctx.signal, over.signal]))
    try {
      const answer = await look()
      if (answer !== undefined || left === 0 || ctx.signal.aborted) return answer
      await woken
    } finally {
      over.abort()
    }
  }
}
