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
  /** The pointer moves beside all boxes of HTML, in pixels of the frame, and drags nothing; undefined where it leaves. */
  readonly onHover: (point: Point | undefined) => void
}

/** Lets a frame be moved by dragging and zoomed by the wheel. Returns what ends it. */
export function panAndZoom(frame: HTMLElement, { view, onView, onClick, onHover }: Handlers): () => void {
  let drag: { readonly id: number; readonly x: number; readonly y: number; readonly hasMoved: boolean } | undefined
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
    ({ pointerId, clientX, clientY }) => void (drag = { id: pointerId, x: clientX, y: clientY, hasMoved: false }),
    { signal },
  )
  frame.addEventListener(
    'pointermove',
    (event) => {
      const { clientX, clientY } = event
      if (drag === undefined) return onHover(isBesideAll(event.target) ? pointIn(event) : undefined)
      const [dx, dy] = [clientX - drag.x, clientY - drag.y]
      if (!drag.hasMoved && Math.hypot(dx, dy) < clickDistance) return
      if (!drag.hasMoved) frame.setPointerCapture(drag.id)
      drag = { id: drag.id, x: clientX, y: clientY, hasMoved: true }
      onView({ ...view(), x: view().x + dx, y: view().y + dy })
    },
    { signal },
  )
  frame.addEventListener(
    'pointerup',
    (event) => {
      const isClick = drag?.hasMoved === false && !(event.target as HTMLElement).closest('button')
      drag = undefined
      if (isClick) onClick(pointIn(event))
    },
    { signal },
  )
  frame.addEventListener('pointerleave', () => onHover(undefined), { signal })
  return () => over.abort()
}

/** The view after a zoom that leaves a point where it is. */
export function zoomed({ x, y, zoom }: View, point: { readonly x: number; readonly y: number }, by: number): View {
  const next = Math.min(largest, Math.max(smallest, zoom * by))
  const about = (at: number, origin: number): number => at - ((at - origin) * next) / zoom
  return { zoom: next, x: about(point.x, x), y: about(point.y, y) }
}
