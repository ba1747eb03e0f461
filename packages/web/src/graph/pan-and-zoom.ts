import type { View } from './paint.ts'

const [smallest, largest] = [0.02, 1.6]
/** A pointer that moved less than this many pixels has clicked. */
const clickDistance = 4

interface Handlers {
  readonly view: () => View
  readonly onView: (view: View) => void
  /** A click beside all boxes of HTML, in pixels of the frame. */
  readonly onClick: (point: { readonly x: number; readonly y: number }) => void
}

/** Lets a frame be moved by dragging and zoomed by the wheel. Returns what ends it. */
export function panAndZoom(frame: HTMLElement, { view, onView, onClick }: Handlers): () => void {
  let drag: { readonly id: number; readonly x: number; readonly y: number; readonly hasMoved: boolean } | undefined
  const pointIn = ({ clientX, clientY }: MouseEvent): { readonly x: number; readonly y: number } => {
    const { left, top } = frame.getBoundingClientRect()
    return { x: clientX - left, y: clientY - top }
  }
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
    ({ clientX, clientY }) => {
      if (drag === undefined) return
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
  return () => over.abort()
}

/** The view after a zoom that leaves a point where it is. */
export function zoomed({ x, y, zoom }: View, point: { readonly x: number; readonly y: number }, by: number): View {
  const next = Math.min(largest, Math.max(smallest, zoom * by))
  const about = (at: number, origin: number): number => at - ((at - origin) * next) / zoom
  return { zoom: next, x: about(point.x, x), y: about(point.y, y) }
}
