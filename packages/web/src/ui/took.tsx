import { runningTime, type RunningTimes } from '@clearway/contract/running-time'
import { useTextAt } from './clock.ts'
import { durationOf } from './duration.ts'

interface Props {
  /** In ms since the epoch. */
  readonly from: number | undefined
  /** `undefined` as long as it goes on. */
  readonly to: number | undefined
}

/** How long something took, or has taken so far. */
export function Took({ from, to }: Props) {
  const text = useTextAt((now) => (from === undefined ? '' : durationOf((to ?? now) - from)))
  return <span className="number">{text}</span>
}

/** How long a task took, or a run with all its starts; nothing if it has not begun. */
export function TaskTook({ task }: { readonly task: RunningTimes }) {
  const { from, to } = runningTime(task) ?? {}
  return <Took from={from} to={to} />
}
