import type { View } from './paint.ts'

/** In milliseconds. */
const length = 120

/** Leads from one view to another, a frame at a time, or at once where people want no motion. Returns what ends it where it is. */
export function glide(from: View, to: View, onView: (view: View) => void): () => void {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
    onView(to)
    return () => {}
  }
  let request = 0
  let begun: number | undefined
  const next = (now: number): void => {
    begun ??= now
    const part = Math.min(1, (now - begun) / length)
    onView(between(from, to, part))
    if (part < 1) request = requestAnimationFrame(next)
  }
  request = requestAnimationFrame(next)
  return () => cancelAnimationFrame(request)
}

/** The view at a part of the way from one to another, slower towards its end. */
export function between(from: View, to: View, part: number): View {
  if (part === 1) return to
  const done = 1 - (1 - part) ** 3
  const at = (some: number, other: number): number => some + (other - some) * done
  return { x: at(from.x, to.x), y: at(from.y, to.y), zoom: at(from.zoom, to.zoom) }
}
