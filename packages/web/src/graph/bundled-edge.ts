import type { Bundle } from './layout/bundles.ts'

interface Point {
  readonly x: number
  readonly y: number
}
/** Edges from each of some steps to each of others. They meet, and part again, so that there are as many lines as steps. */
export interface EdgeBundle {
  /** How many steps it comes from, and how many it leads to. */
  readonly sources: number
  readonly targets: number
  /** Where the edges meet; absent where a line through the columns between does that. */
  readonly join?: Point
}
interface Placed {
  /** The middles of the boxes. */
  readonly x: Float64Array
  readonly y: Float64Array
}

/** Where the edges of a bundle meet: between its two columns, in the middle of its steps. */
export function edgeBundle({ sources, targets }: Bundle, isBent: boolean, { x, y }: Placed): EdgeBundle {
  const counts = { sources: sources.length, targets: targets.length }
  if (isBent) return counts
  const mean = (heights: Float64Array, steps: readonly number[]): number =>
    steps.reduce((sum, step) => sum + (heights[step] ?? 0), 0) / steps.length
  const middle = (of: Float64Array): number => (mean(of, sources) + mean(of, targets)) / 2
  return { ...counts, join: { x: middle(x), y: middle(y) } }
}

/** What is drawn of the line of an edge, where other edges of its bundle draw the rest: up to where they meet, from where they part, or nothing. */
export type DrawnPart = 'start' | 'end' | 'nothing'

/** What is drawn of an edge of a bundle, so that no stretch is drawn twice: one edge is drawn whole. */
export function drawnPart({ sources, targets }: Bundle, from: number, to: number): DrawnPart | undefined {
  if (from === sources[0]) return to === targets[0] ? undefined : 'end'
  return to === targets[0] ? 'start' : 'nothing'
}
