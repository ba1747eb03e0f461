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

export function momentOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time)
}
