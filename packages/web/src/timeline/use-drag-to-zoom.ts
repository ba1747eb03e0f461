import { type PointerEvent, type RefObject, useRef, useState } from 'react'
import type { Span, TimeScale } from './time-scale.ts'

/** A shorter drag is a click. In pixels. */
const shortestDrag = 5

interface Options {
  /** The element whose width is the time that is shown. */
  readonly track: RefObject<HTMLElement | null>
  readonly scale: TimeScale
  readonly onZoom: (view: Span) => void
}

/** Marks a stretch of time by dragging with a mouse or a pen. A finger scrolls. */
export function useDragToZoom({ track, scale, onZoom }: Options) {
  const begun = useRef<number>(undefined)
  /** Whether the last press was a drag, whose end is no click. */
  const wasDrag = useRef(false)
  const [marked, setMarked] = useState<{ readonly left: number; readonly right: number }>()
  const placeOf = ({ clientX }: PointerEvent): { readonly place: number; readonly onePixel: number } | undefined => {
    const { left, width } = track.current?.getBoundingClientRect() ?? { left: 0, width: 0 }
    return width === 0 ? undefined : { place: (100 * (clientX - left)) / width, onePixel: 100 / width }
  }
  return {
    marked,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        wasDrag.current = false
        const at = placeOf(event)
        if (at === undefined || event.button !== 0 || event.pointerType === 'touch' || at.place < 0 || at.place > 100) return
        begun.current = at.place
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        const at = placeOf(event)
        const from = begun.current
        if (at === undefined || from === undefined) return
        if (!wasDrag.current && Math.abs(at.place - from) < shortestDrag * at.onePixel) return
        if (!wasDrag.current) event.currentTarget.setPointerCapture(event.pointerId)
        wasDrag.current = true
        const place = Math.max(0, Math.min(100, at.place))
        setMarked({ left: Math.min(from, place), right: Math.max(from, place) })
      },
      onPointerUp: () => {
        begun.current = undefined
        setMarked(undefined)
        if (marked !== undefined) onZoom({ from: scale.moment(marked.left), to: scale.moment(marked.right) })
      },
      onPointerCancel: () => {
        begun.current = undefined
        setMarked(undefined)
      },
      onClickCapture: (event: { readonly stopPropagation: () => void; readonly preventDefault: () => void }) => {
        if (!wasDrag.current) return
        wasDrag.current = false
        event.stopPropagation()
        event.preventDefault()
      },
    },
  }
}
