import type { StepView } from '@clearway/contract'
import { type DrawnPart, drawnPart, type EdgeBundle, edgeBundle } from './bundled-edge.ts'
import type { Bundle } from './layout/bundles.ts'
import { layOut } from './layout/lay-out.ts'

export const box = { width: 184, height: 40 }
const gap = { x: 56, y: 14 }
/** From the left edge of one column to that of the next. */
export const columnWidth = box.width + gap.x

interface Step extends Pick<StepView, 'name' | 'references'> {
  readonly parents: readonly string[]
}
export interface Point {
  readonly x: number
  readonly y: number
}
export interface Edge {
  readonly from: number
  readonly to: number
  /** The names of what the later step takes from the earlier one; empty if it only comes after it. */
  readonly taken: readonly string[]
  /** The heights at which the edge crosses the columns between its ends. */
  readonly bends: readonly number[]
  /** The edges that lie together as one line between their ends; absent for an edge by itself. */
  readonly bundle?: EdgeBundle
  /** Default: all of the line is drawn. */
  readonly drawn?: DrawnPart
}
/** The edges of a part of a graph. In pixels at zoom 1. */
export interface Bounds {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}
/** Where the steps are, in the order in which they were given. Lengths in pixels at zoom 1. */
export interface Placement extends Bounds {
  /** The middles of the boxes. */
  readonly x: Float64Array
  readonly y: Float64Array
  readonly edges: readonly Edge[]
  /** The steps of each column, from top to bottom. */
  readonly columns: readonly (readonly number[])[]
}

/** Places steps in columns from left to right, each behind all its parents. The same steps are always placed alike. */
export function placeSteps(steps: readonly Step[]): Placement {
  const indexOf = new Map(steps.map(({ name }, index) => [name, index]))
  const pairs: [from: number, to: number, isTaken: boolean][] = []
  const taken: (readonly string[])[] = []
  for (const [to, { parents, references = {} }] of steps.entries())
    for (const parent of parents) {
      const from = indexOf.get(parent)
      if (from === undefined) continue
      const names = Object.hasOwn(references, parent) ? (references[parent] ?? []) : []
      pairs.push([from, to, names.length > 0])
      taken.push(names)
    }
  const { x, y, layer, layers, bends, bundles } = layOut(steps.length, pairs, { size: box, gap })
  const columns: number[][] = Array.from({ length: layers }, () => [])
  let [top, bottom] = [0, 0]
  for (let index = 0; index < steps.length; index += 1) {
    columns[layer[index] ?? 0]?.push(index)
    const middle = y[index] ?? 0
    top = Math.min(top, middle - box.height)
    bottom = Math.max(bottom, middle + box.height)
  }
  for (const column of columns) column.sort((a, b) => (y[a] ?? 0) - (y[b] ?? 0))
  const made = new Map<Bundle, EdgeBundle>()
  const edges = pairs.map(([from, to], index): Edge => {
    const edge = { from, to, taken: taken[index] ?? [], bends: bends[index] ?? [] }
    const bundle = bundles[index]
    if (bundle === undefined) return edge
    const shared = made.get(bundle) ?? edgeBundle(bundle, edge.bends.length > 0, { x, y })
    made.set(bundle, shared)
    const drawn = drawnPart(bundle, from, to)
    return { ...edge, bundle: shared, ...(drawn === undefined ? {} : { drawn }) }
  })
  return { x, y, edges, columns, left: -gap.x / 2, right: layers * columnWidth - gap.x / 2, top, bottom }
}

/** The step whose box is at a point. */
export function stepAt({ x, y, columns }: Placement, point: { readonly x: number; readonly y: number }): number | undefined {
  const column = columns[Math.floor(point.x / columnWidth)] ?? []
  return column.find(
    (index) => Math.abs((y[index] ?? 0) - point.y) <= box.height / 2 && Math.abs((x[index] ?? 0) - point.x) <= box.width / 2,
  )
}

/** The upper left corner of a box. */
export function cornerOf({ x, y }: Placement, index: number): Point {
  return { x: (x[index] ?? 0) - box.width / 2, y: (y[index] ?? 0) - box.height / 2 }
}
