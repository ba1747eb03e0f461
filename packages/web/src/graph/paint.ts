import { drawnLine } from './edge-line.ts'
import { box, columnWidth, type Edge, type Placement } from './place-steps.ts'

/** How the graph lies in its frame: where its origin is, in pixels of the page, and how large it is drawn. */
export interface View {
  readonly x: number
  readonly y: number
  readonly zoom: number
}
export interface Area {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}
/** The colours of the page by the names of their CSS variables. */
export type Ink = (variable: string) => string
export interface PaintedStep {
  readonly name: string
  /** A name of a CSS variable. */
  readonly color: string
  readonly isSelected: boolean
  /** Whether it is painted pale. */
  readonly isDimmed: boolean
}
/** How much of a dimmed box is its own colour, over that of the page. */
export const dimmed = 0.25

/** From this zoom on a step's box can be read, and is HTML; below it the box is painted. */
export const readableZoom = 0.55

export function visibleArea({ x, y, zoom }: View, width: number, height: number): Area {
  return { left: -x / zoom, right: (width - x) / zoom, top: -y / zoom, bottom: (height - y) / zoom }
}

/** The steps whose boxes can be seen, found by their columns. */
export function visibleSteps({ y, columns }: Placement, { left, right, top, bottom }: Area): number[] {
  const [first, last] = [Math.max(0, Math.floor(left / columnWidth)), Math.floor(right / columnWidth)]
  return columns.slice(first, last + 1).flatMap((column) =>
    column.filter((index) => {
      const middle = y[index] ?? 0
      return middle > top - box.height && middle < bottom + box.height
    }),
  )
}

/** Makes a canvas empty, and as large as that many pixels. */
export function clearCanvas(
  context: CanvasRenderingContext2D,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  const { canvas } = context
  // Setting a size clears the canvas and takes time, so it is set only where it differs.
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.clearRect(0, 0, width, height)
}

/** In pixels: how long a dash is, and the gap behind it. */
const dash = [5, 4]
/** Below this zoom the edges are a web in which no dash can be seen, and all are painted alike, which takes less time. */
const dashedZoom = 0.25

/** Paints the edges that cross the area: those along which something is taken as lines, those of steps that only come after others dashed. */
export function paintEdges(
  context: CanvasRenderingContext2D,
  placement: Placement,
  area: Area,
  { zoom, ink }: { zoom: number; ink: Ink },
): void {
  context.lineWidth = Math.max(1.2, 0.8 / zoom)
  context.strokeStyle = ink('--edge')
  context.globalAlpha = zoom < dashedZoom ? 0.35 : 0.8
  const isDashed = zoom >= dashedZoom
  traceEdges(context, placement, area, ({ taken }) => !isDashed || taken.length > 0)
  context.stroke()
  if (isDashed) {
    traceEdges(context, placement, area, ({ taken }) => taken.length === 0)
    context.setLineDash(dash.map((length) => length / zoom))
    context.stroke()
    context.setLineDash([])
  }
  context.globalAlpha = 1
}

/** Makes a path of the edges that cross the area, or of some of them. */
export function traceEdges(
  context: CanvasRenderingContext2D,
  placement: Placement,
  area: Area,
  isWanted: (edge: Edge) => boolean = () => true,
): void {
  context.beginPath()
  for (const edge of placement.edges) if (edge.drawn !== 'nothing' && isWanted(edge)) addEdge(context, placement, edge, area)
}

/** Adds the parts of an edge that lie in the area. */
function addEdge(context: CanvasRenderingContext2D, placement: Placement, edge: Edge, area: Area): void {
  const { x } = placement
  if ((x[edge.to] ?? 0) - box.width / 2 < area.left || (x[edge.from] ?? 0) + box.width / 2 > area.right) return
  const { start, stops } = drawnLine(placement, edge)
  let { x: px, y: py } = start
  let isOn = false
  for (const stop of stops) {
    const { through } = stop
    const isSeen =
      stop.x + through >= area.left && px <= area.right && Math.max(py, stop.y) >= area.top && Math.min(py, stop.y) <= area.bottom
    if (isSeen) {
      if (!isOn) context.moveTo(px, py)
      const middle = (px + stop.x) / 2
      context.bezierCurveTo(middle, py, middle, stop.y, stop.x, stop.y)
      if (through > 0) context.lineTo(stop.x + through, stop.y)
    }
    isOn = isSeen
    ;[px, py] = [stop.x + through, stop.y]
  }
}

/**
 * Paints the boxes of steps that are too small to be read as HTML. They end at whole pixels, so that a box covers all of the one that was painted there before,
 * in the colour of another state.
 */
export function paintBoxes(
  context: CanvasRenderingContext2D,
  { x, y }: Placement,
  steps: ReadonlyMap<number, PaintedStep>,
  { zoom, ink }: { zoom: number; ink: Ink },
): void {
  context.font = '600 17px sans-serif'
  const { a: scale, e: originX, f: originY } = context.getTransform()
  const whole = (at: number, origin: number): number => (Math.round(at * scale + origin) - origin) / scale
  for (const [index, { name, color, isSelected, isDimmed }] of steps) {
    const [left, top] = [(x[index] ?? 0) - box.width / 2, (y[index] ?? 0) - box.height / 2]
    const [from, above] = [whole(left, originX), whole(top, originY)]
    const fill = (variable: string): void => {
      context.fillStyle = ink(variable)
      context.fillRect(from, above, whole(left + box.width, originX) - from, whole(top + box.height, originY) - above)
    }
    if (isDimmed) {
      fill('--page')
      context.globalAlpha = dimmed
    }
    fill(color)
    context.globalAlpha = 1
    if (isSelected) {
      context.lineWidth = 3 / zoom
      context.strokeStyle = ink('--text')
      context.strokeRect(left - 2 / zoom, top - 2 / zoom, box.width + 4 / zoom, box.height + 4 / zoom)
    }
    if (zoom > 0.22) {
      context.fillStyle = ink(isDimmed ? '--muted' : '--on-state')
      context.fillText(name, left + 8, top + 26, box.width - 16)
    }
  }
}
