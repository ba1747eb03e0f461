import { type RefObject, useEffect, useRef } from 'react'
import type { Span, TimeScale } from './time-scale.ts'
import { pinched } from './zoom.ts'

interface Options {
  /** The element that is touched. */
  readonly area: RefObject<HTMLElement | null>
  /** The element whose width is the time that is shown. */
  readonly track: RefObject<HTMLElement | null>
  readonly whole: Span
  readonly scale: TimeScale
  /** Called as the fingers move. */
  readonly onMove: (view: Span) => void
  /** Called when they leave. */
  readonly onEnd: (view: Span) => void
}

/** Two fingers as one: their middle, from 0 to 100 on the track, and how far they are apart, in pixels. */
interface Fingers {
  readonly place: number
  readonly apart: number
}

/** Zooms the time that is shown by two fingers, which also move it; one finger scrolls. */
export function usePinchToZoom({ area, track, ...options }: Options): void {
  const latest = useRef(options)
  useEffect(() => {
    latest.current = options
  })
  useEffect(() => {
    const element = area.current
    if (element === null) return undefined
    let begun: (Fingers & { readonly view: Span; readonly around: number }) | undefined
    let view: Span | undefined
    let isWhole = false
    const begin = ({ touches }: TouchEvent): void => {
      const fingers = fingersOn(track.current, touches)
      const { scale: now } = latest.current
      begun = fingers && { ...fingers, view: now.view, around: now.moment(fingers.place) }
    }
    const move = (event: TouchEvent): void => {
      const fingers = fingersOn(track.current, event.touches)
      if (begun === undefined || fingers === undefined) return
      // Neither the page nor the list moves along.
      event.preventDefault()
      const { whole } = latest.current
      view = pinched(whole, begun.view, { factor: begun.apart / fingers.apart, around: begun.around, place: fingers.place })
      isWhole = view.from <= whole.from && view.to >= whole.to
      latest.current.onMove(view)
    }
    const end = (event: TouchEvent): void => {
      // A run that goes on has become longer since.
      if (view !== undefined) latest.current.onEnd(isWhole ? latest.current.whole : view)
      view = undefined
      begin(event)
    }
    const over = new AbortController()
    const { signal } = over
    element.addEventListener('touchstart', begin, { signal, passive: true })
    element.addEventListener('touchmove', move, { signal, passive: false })
    for (const name of ['touchend', 'touchcancel'] as const) element.addEventListener(name, end, { signal })
    return () => over.abort()
  }, [area, track])
}

function fingersOn(track: HTMLElement | null, touches: TouchList): Fingers | undefined {
  const [one, other] = touches
  if (track === null || one === undefined || other === undefined || touches.length > 2) return undefined
  const { left, width } = track.getBoundingClientRect()
  if (width === 0) return undefined
  const apart = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)
  return { place: (100 * ((one.clientX + other.clientX) / 2 - left)) / width, apart: Math.max(1, apart) }
}
