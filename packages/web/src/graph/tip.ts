import { edgeAt } from './edge-line.ts'
import type { Size } from './miniature.ts'
import type { View } from './paint.ts'
import { box, type Edge, type Placement, type Point, stepAt } from './place-steps.ts'

/** Which edges are explained, and where that stands. */
export interface Tip {
  readonly edges: readonly Edge[]
  /** The step whose edges these are; absent if the pointer is at one edge. */
  readonly step?: number
  /** Its corner, in pixels of the frame. */
  readonly at: Point
  /** How large the frame is. In pixels. */
  readonly frame: Size
}
interface Seen {
  readonly view: View
  readonly frame: Size
}

/** How near a pointer must be to an edge. In pixels. */
const reach = 7

/** The tip of the edge at a point of the frame. */
export function tipAtEdge(placement: Placement, at: Point, { view: { x, y, zoom }, frame }: Seen): Tip | undefined {
  const point = { x: (at.x - x) / zoom, y: (at.y - y) / zoom }
  if (stepAt(placement, point) !== undefined) return undefined
  const edge = edgeAt(placement, point, reach / zoom)
  return edge === undefined ? undefined : { edges: [edge], at: { x: at.x + 12, y: at.y + 12 }, frame }
}

/** The tip of a step, below its box: of all edges to it. Undefined for a step without parents. */
export function tipOfStep(placement: Placement, step: number, { view: { x, y, zoom }, frame }: Seen): Tip | undefined {
  const edges = placement.edges.filter(({ to }) => to === step)
  const corner = { x: (placement.x[step] ?? 0) - box.width / 2, y: (placement.y[step] ?? 0) + box.height / 2 }
  return edges.length === 0 ? undefined : { edges, step, at: { x: corner.x * zoom + x, y: corner.y * zoom + y + 6 }, frame }
}

/** The tip after the pointer has moved: that of an edge stays where it is while the pointer follows the edge, that of a step until the pointer comes to an edge. */
export function nextTip(old: Tip | undefined, atPointer: Tip | undefined): Tip | undefined {
  if (atPointer === undefined) return old?.step === undefined ? undefined : old
  return old?.step === undefined && old?.edges[0] === atPointer.edges[0] ? old : atPointer
}
