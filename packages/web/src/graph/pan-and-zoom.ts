import type { View } from './paint.ts'
import type { Point } from './place-steps.ts'

const [smallest, largest] = [0.02, 1.6]
/** A pointer that moved less than this many pixels has clicked. */
const clickDistance = 4

interface Handlers {
  readonly view: () => View
  readonly onView: (view: View) => void
  /** A click beside all boxes of HTML, in pixels of the frame. */
  readonly onClick: (point: Point) => void
  /** Called as the pointer moves beside all boxes and drags nothing, with its place in pixels of the frame; with undefined when it leaves. */
  readonly onHover: (point: Point | undefined) => void
}

/** Lets a frame be moved by dragging, and zoomed by the wheel or by two fingers. Returns what ends it. */
export function panAndZoom(frame: HTMLElement, { view, onView, onClick, onHover }: Handlers): () => void {
  /** The pointers that are down, by their ids, and where they were last. */
  const down = new Map<number, Point>()
  let hasMoved = false
  const pointIn = ({ clientX, clientY }: MouseEvent): Point => {
    const { left, top } = frame.getBoundingClientRect()
    return { x: clientX - left, y: clientY - top }
  }
  // The minimap has canvases of its own.
  const isBesideAll = (target: EventTarget | null): boolean => target instanceof HTMLCanvasElement && target.parentElement === frame
  const over = new AbortController()
  const { signal } = over
  frame.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      onView(event.shiftKey ? { ...view(), x: view().x - event.deltaY } : zoomed(view(), pointIn(event), Math.exp(-event.deltaY * 0.0015)))
    },
    { signal, passive: false },
  )
  frame.addEventListener(
    'pointerdown',
    (event) => {
      if (event.isPrimary) down.clear()
      down.set(event.pointerId, pointIn(event))
      hasMoved = down.size > 1
      // What a finger is on may leave the page while the graph moves below it.
      if (hasMoved) for (const id of down.keys()) frame.setPointerCapture(id)
    },
    { signal },
  )
  frame.addEventListener(
    'pointermove',
    (event) => {
      const before = down.get(event.pointerId)
      if (before === undefined) return onHover(isBesideAll(event.target) ? pointIn(event) : undefined)
      const now = pointIn(event)
      if (!hasMoved && Math.hypot(now.x - before.x, now.y - before.y) < clickDistance) return
      if (!hasMoved) frame.setPointerCapture(event.pointerId)
      hasMoved = true
      const [other] = [...down].flatMap(([id, point]) => (id === event.pointerId ? [] : [point]))
      down.set(event.pointerId, now)
      onView(
        other === undefined
          ? { ...view(), x: view().x + now.x - before.x, y: view().y + now.y - before.y }
          : pinched(view(), { before, now, other }),
      )
    },
    { signal },
  )
  frame.addEventListener(
    'pointerup',
    (event) => {
      const isClick = down.has(event.pointerId) && !hasMoved && !(event.target as HTMLElement).closest('button')
      down.delete(event.pointerId)
      if (isClick) onClick(pointIn(event))
    },
    { signal },
  )
  frame.addEventListener('pointercancel', ({ pointerId }) => void down.delete(pointerId), { signal })
  frame.addEventListener('pointerleave', () => onHover(undefined), { signal })
  return () => over.abort()
}

interface Pinch {
  /** Where the finger that moves was and is. */
  readonly before: Point
  readonly now: Point
  /** Where the other one is. */
  readonly other: Point
}

/** The view after a finger has moved while another one rests: what is between both stays there, and grows with their distance. */
export function pinched(view: View, { before, now, other }: Pinch): View {
  const middle = (point: Point): Point => ({ x: (point.x + other.x) / 2, y: (point.y + other.y) / 2 })
  const distance = (point: Point): number => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y))
  const [from, to] = [middle(before), middle(now)]
  const next = zoomed(view, from, distance(now) / distance(before))
  return { ...next, x: next.x + to.x - from.x, y: next.y + to.y - from.y }
}

/** The view after a zoom that leaves a point where it is. */
export function zoomed({ x, y, zoom }: View, point: { readonly x: number; readonly y: number }, by: number): View {
  const next = Math.min(largest, Math.max(smallest, zoom * by))
  const about = (at: number, origin: number): number => at - ((at - origin) * next) / zoom
  return { zoom: next, x: about(point.x, x), y: about(point.y, y) }
}
