import type { StepView } from '@clearway/contract'
import { idOf, type Shown } from './fold/folded-step.ts'
import type { View } from './paint.ts'
import { type Bounds, box, type Placement } from './place-steps.ts'

/** The size of the frame in which a graph is seen. In pixels. */
export type Frame = Pick<HTMLElement, 'clientWidth' | 'clientHeight'>

/** Of a graph with more steps, the first view shows those that matter now. */
const mostSeenWhole = 150
const matters: ReadonlySet<StepView['status']> = new Set(['running', 'failed'])

/** The view with which a graph is opened: all of it; of a large one what runs and what failed, if anything does. */
export function firstView(placement: Placement, steps: readonly (Pick<StepView, 'status'> | undefined)[], frame: Frame): View {
  if (steps.length <= mostSeenWhole) return fitting(placement, frame)
  const found = steps.flatMap((step, index) => (step !== undefined && matters.has(step.status) ? [index] : []))
  return fitting(found.length === 0 ? placement : boundsOf(placement, found), frame)
}

/** The view that shows all that is within bounds, not larger than it is. */
export function fitting({ left, right, top, bottom }: Bounds, { clientWidth, clientHeight }: Frame): View {
  const zoom = 0.94 * Math.min(1, clientWidth / (right - left), clientHeight / (bottom - top))
  return { zoom, x: clientWidth / 2 - ((left + right) / 2) * zoom, y: clientHeight / 2 - ((top + bottom) / 2) * zoom }
}

/** The view in which a step is in the middle. */
export function centredOn({ x, y }: Placement, step: number, { zoom, frame }: { readonly zoom: number; readonly frame: Frame }): View {
  return { zoom, x: frame.clientWidth / 2 - (x[step] ?? 0) * zoom, y: frame.clientHeight / 2 - (y[step] ?? 0) * zoom }
}

/** The bounds of some boxes, with as much room around them as a box has. */
function boundsOf({ x, y }: Placement, steps: readonly number[]): Bounds {
  const bounds = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity }
  for (const step of steps) {
    const [middle, height] = [x[step] ?? 0, y[step] ?? 0]
    bounds.left = Math.min(bounds.left, middle - box.width)
    bounds.right = Math.max(bounds.right, middle + box.width)
    bounds.top = Math.min(bounds.top, height - box.height)
    bounds.bottom = Math.max(bounds.bottom, height + box.height)
  }
  return bounds
}

interface Placed {
  readonly placement: Placement
  /** What the boxes show. */
  readonly steps: readonly (Shown | undefined)[]
}

/** The view of a graph that has been placed anew in which the box that was nearest to the middle of the frame, of those that are still there, is where it was. */
export function viewInPlace(before: Placed, after: Placed, { view, frame }: { readonly view: View; readonly frame: Frame }): View {
  const { x, y, zoom } = view
  const indexes = new Map(after.steps.map((step, index) => [step && idOf(step), index]))
  const middle = { x: (frame.clientWidth / 2 - x) / zoom, y: (frame.clientHeight / 2 - y) / zoom }
  let nearest: { readonly from: number; readonly to: number; readonly distance: number } | undefined
  for (const [from, step] of before.steps.entries()) {
    const to = step && indexes.get(idOf(step))
    const distance = Math.hypot((before.placement.x[from] ?? 0) - middle.x, (before.placement.y[from] ?? 0) - middle.y)
    if (to !== undefined && distance < (nearest?.distance ?? Infinity)) nearest = { from, to, distance }
  }
  if (nearest === undefined) return view
  const { from, to } = nearest
  const moved = (axis: 'x' | 'y'): number => ((after.placement[axis][to] ?? 0) - (before.placement[axis][from] ?? 0)) * zoom
  return { zoom, x: x - moved('x'), y: y - moved('y') }
}
