import type { View } from '../paint.ts'
import type { Placement, Point } from '../place-steps.ts'
import { isFolded, type Shown } from './folded-step.ts'
import type { FoldedGraph } from './fold-graph.ts'
import type { StepGroup } from './groups.ts'

interface Placed {
  readonly placement: Placement
  readonly steps: readonly (Shown | undefined)[]
  readonly open: FoldedGraph['open']
}

/** The box at which a group stands: that of the folded group, or of an open one its first box, which is the highest of the first column. Undefined if it is not placed. */
export function boxOfGroup({ placement: { x, y }, steps, open }: Placed, key: string): number | undefined {
  const folded = steps.findIndex((step) => step !== undefined && isFolded(step) && step.group.key === key)
  if (folded !== -1) return folded
  const nodes = open.find(({ group }) => group.key === key)?.nodes ?? []
  return nodes.toSorted((a, b) => (x[a] ?? 0) - (x[b] ?? 0) || (y[a] ?? 0) - (y[b] ?? 0))[0]
}

/** The group that a key opens or folds at a box: the folded one, or the smallest open one that the box is of. */
export function groupAt({ steps, open }: Pick<Placed, 'steps' | 'open'>, box: number): StepGroup | undefined {
  const step = steps[box]
  if (step !== undefined && isFolded(step)) return step.group
  const around = open.filter(({ nodes }) => nodes.includes(box))
  return around.toSorted((a, b) => a.nodes.length - b.nodes.length)[0]?.group
}

/** Where a box is in the frame. In pixels. */
export function inFrame({ x, y }: Placement, box: number, view: View): Point {
  return { x: (x[box] ?? 0) * view.zoom + view.x, y: (y[box] ?? 0) * view.zoom + view.y }
}

/** The view in which a box is at a point of the frame. */
export function viewWithBoxAt({ x, y }: Placement, box: number, { at, zoom }: { readonly at: Point; readonly zoom: number }): View {
  return { zoom, x: at.x - (x[box] ?? 0) * zoom, y: at.y - (y[box] ?? 0) * zoom }
}
