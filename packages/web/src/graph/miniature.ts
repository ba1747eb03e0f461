import { type View, visibleArea } from './paint.ts'
import type { Bounds, Point } from './place-steps.ts'

export interface Size {
  readonly width: number
  readonly height: number
}
export interface Rectangle extends Point, Size {}

/** A graph as it is drawn small: how large it is in pixels, and how many of them a pixel of the graph gets in each direction. */
export interface Miniature extends Size {
  readonly bounds: Bounds
  readonly scale: Point
}

/** In pixels, so that a graph of one row or column is no thin line. */
const leastSide = 36

/** Makes a graph as small as it must be to fit. One that is much longer than it is wide is stretched, so that its parts can be told apart. */
export function miniatureOf({ left, right, top, bottom }: Bounds, most: Size): Miniature {
  const [across, down] = [right - left, bottom - top]
  const scale = Math.min(most.width / across, most.height / down)
  const [width, height] = [Math.max(leastSide, across * scale), Math.max(leastSide, down * scale)]
  return { bounds: { left, right, top, bottom }, width, height, scale: { x: width / across, y: height / down } }
}

/** Whether a part of the graph lies outside the view. */
export function isCutOff({ left, right, top, bottom }: Bounds, view: View, { width, height }: Size): boolean {
  const seen = visibleArea(view, width, height)
  return left < seen.left || right > seen.right || top < seen.top || bottom > seen.bottom
}

/** The part of a miniature that can be seen in the view of a size. */
export function seenPart({ bounds, scale, ...whole }: Miniature, view: View, { width, height }: Size): Rectangle {
  const seen = visibleArea(view, width, height)
  const within = (at: number, most: number): number => Math.min(most, Math.max(0, at))
  const [x, y] = [within((seen.left - bounds.left) * scale.x, whole.width), within((seen.top - bounds.top) * scale.y, whole.height)]
  const right = within((seen.right - bounds.left) * scale.x, whole.width)
  return { x, y, width: right - x, height: within((seen.bottom - bounds.top) * scale.y, whole.height) - y }
}

/** The view with a point of a miniature in its middle, as large as before. */
export function viewAround({ bounds, scale }: Miniature, { x, y }: Point, { zoom, width, height }: Size & Pick<View, 'zoom'>): View {
  return { zoom, x: width / 2 - (bounds.left + x / scale.x) * zoom, y: height / 2 - (bounds.top + y / scale.y) * zoom }
}
