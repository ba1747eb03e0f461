import type { Figures } from './load-curve.ts'

/** A figure at a time, in seconds since the epoch. */
export interface Point {
  readonly at: number
  readonly value: number
}
interface Frame {
  /** The times at the left and the right edge. */
  readonly from: number
  readonly to: number
  /** The value at the upper edge; the lower one is 0. */
  readonly top: number
  readonly width: number
  readonly height: number
  /** Between points that are farther apart than this, in seconds, nothing was reported. */
  readonly gap: number
}

/** The path of an SVG that draws figures over time, interrupted where nothing was reported. */
export function sparkline(points: readonly Point[], { from, to, top, width, height, gap }: Frame): string {
  const inside = points.filter(({ at, value }) => at >= from && at <= to && Number.isFinite(value))
  return inside
    .map(({ at, value }, index) => {
      const before = inside[index - 1]
      const x = ((at - from) / (to - from)) * width
      const y = height - (Math.min(top, Math.max(0, value)) / top) * height
      return `${before === undefined || at - before.at > gap ? 'M' : 'L'}${round(x)} ${round(y)}`
    })
    .join('')
}

const round = (number: number): number => Math.round(number * 10) / 10

/** The points of figures that are two lists. */
export function pointsOf({ dates, values }: Figures): Point[] {
  return dates.flatMap((at, index) => {
    const value = values[index]
    return value === undefined ? [] : [{ at, value }]
  })
}
