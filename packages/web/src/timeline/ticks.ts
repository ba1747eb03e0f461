import { durationOf } from '../ui/duration.ts'
import type { TimeScale } from './time-scale.ts'

export interface Tick {
  /** From 0 to 100. */
  readonly left: number
  readonly label: string
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const units = [
  ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 30].map((count) => count * minute),
  ...[1, 2, 6, 12, 24].map((count) => count * hour),
]
const most = 40
/** The width of a label, from 0 to 100. */
const room = 6

/** The marks of a timeline, about six of them, each with the time since the first moment of the run. None is in a fold. */
export function ticksOf({ pieces }: TimeScale, first: number): Tick[] {
  const open = pieces.filter(({ isFold }) => !isFold)
  const shown = open.reduce((sum, { from, to }) => sum + to - from, 0)
  const unit = units.find((candidate) => candidate >= shown / 6) ?? shown / 6
  const ticks = open.flatMap(({ from, to, left, right }) => {
    const begin = Math.ceil((from - first) / unit)
    const count = Math.min(most, Math.floor((to - first) / unit) - begin + 1)
    return Array.from({ length: Math.max(0, count) }, (_, index) => {
      const time = (begin + index) * unit
      return { time, left: left + ((first + time - from) * (right - left)) / (to - from), end: right }
    })
  })
  return ticks.filter(({ left, end }) => left + room <= end).map(({ time, left }) => ({ left, label: labelOf(time, unit) }))
}

function labelOf(time: number, unit: number): string {
  const label = durationOf(time)
  // Over ten seconds a duration has no tenths, by which nearer marks differ.
  return unit < second && time >= 10 * second ? `${label.replace(' s', '')}.${Math.round(time / 100) % 10}` : label
}
