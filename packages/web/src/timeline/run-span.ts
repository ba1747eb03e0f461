import type { StepView } from '@clearway/contract'
import type { Span } from './time-scale.ts'

/** From the first to the last known moment of any step; undefined if none has begun. */
export function runSpan(steps: readonly StepView[]): Span | undefined {
  let [from, to] = [Infinity, -Infinity]
  const add = (at: number | undefined): void => {
    if (at === undefined) return
    from = Math.min(from, at)
    to = Math.max(to, at)
  }
  const addTimes = ({
    queued_at: queued,
    started_at: started,
    ended_at: ended,
  }: Pick<StepView, 'queued_at' | 'started_at' | 'ended_at'>) => {
    add(queued)
    add(started)
    add(ended)
  }
  for (const step of steps) {
    addTimes(step)
    step.tries?.forEach(addTimes)
  }
  return from === Infinity ? undefined : { from, to }
}
