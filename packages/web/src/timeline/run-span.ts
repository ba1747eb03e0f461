import type { StepView } from '@clearway/contract'
import type { Span } from './time-scale.ts'

/** From the first to the last known moment of any step; undefined if none has begun. */
export function runSpan(steps: readonly StepView[]): Span | undefined {
  let [from, to] = [Infinity, -Infinity]
  for (const { tries = [], ...step } of steps)
    for (const { queued_at: queued, started_at: started, ended_at: ended } of [...tries, step])
      for (const at of [queued, started, ended]) {
        if (at === undefined) continue
        from = Math.min(from, at)
        to = Math.max(to, at)
      }
  return from === Infinity ? undefined : { from, to }
}
