import { box, columnWidth, type Edge, type Placement, type Point } from './place-steps.ts'

/** Where an edge comes to a column: a curve leads to it, and from it a straight line through the column; at its end there is none. */
interface Stop extends Point {
  readonly through: number
}

/** The line of an edge: from column to column a curve, and straight through the columns between its ends. */
export function lineOf({ x, y }: Placement, { from, to, bends, bundle }: Edge): { readonly start: Point; readonly stops: readonly Stop[] } {
  const left = (x[from] ?? 0) - box.width / 2
  const stops = bends.map((bend, index) => ({ x: left + (index + 1) * columnWidth, y: bend, through: box.width }))
  if (bundle?.join !== undefined) stops.push({ ...bundle.join, through: 0 })
  stops.push({ x: (x[to] ?? 0) - box.width / 2, y: y[to] ?? 0, through: 0 })
  return { start: { x: left + box.width, y: y[from] ?? 0 }, stops }
}

/** What is drawn of the line of an edge. */
export function drawnLine(placement: Placement, edge: Edge): ReturnType<typeof lineOf> {
  const { start, stops } = lineOf(placement, edge)
  const [first, last] = [stops[0], stops.at(-2)]
  if (edge.drawn === 'start' && first !== undefined) return { start, stops: [{ ...first, through: 0 }] }
  if (edge.drawn === 'end' && last !== undefined) return { start: { x: last.x + last.through, y: last.y }, stops: stops.slice(-1) }
  return { start, stops }
}

/** The line of an edge as a path of SVG; `line` is a part of it. */
export function pathOf(placement: Placement, edge: Edge, line = lineOf(placement, edge)): string {
  const { start, stops } = line
  let px = start.x
  let path = `M${start.x} ${start.y}`
  let py = start.y
  for (const { x, y, through } of stops) {
    const middle = (px + x) / 2
    path += `C${middle} ${py} ${middle} ${y} ${x} ${y}h${through}`
    ;[px, py] = [x + through, y]
  }
  return path
}

/** The edge whose line is nearest to a point, if it is within a distance. */
export function edgeAt(placement: Placement, point: Point, within: number): Edge | undefined {
  let nearest: Edge | undefined
  let least = within
  for (const edge of placement.edges) {
    if (edge.drawn === 'nothing') continue
    const [left, right] = [(placement.x[edge.from] ?? 0) + box.width / 2, (placement.x[edge.to] ?? 0) - box.width / 2]
    if (point.x < left - within || point.x > right + within) continue
    const away = distanceTo(placement, edge, point, least)
    if (away >= least) continue
    least = away
    nearest = edge
  }
  return nearest
}

/** How many straight parts stand for a curve. */
const partsOfCurve = 16

/** How far a point is from the line of an edge; Infinity if that is more than `within`. */
function distanceTo(placement: Placement, edge: Edge, point: Point, within: number): number {
  const { start, stops } = lineOf(placement, edge)
  let last: Point = start
  let least = Infinity
  for (const stop of stops) {
    const out = { x: stop.x + stop.through, y: stop.y }
    const isNear =
      point.x >= last.x - within &&
      point.x <= out.x + within &&
      point.y >= Math.min(last.y, stop.y) - within &&
      point.y <= Math.max(last.y, stop.y) + within
    if (isNear) {
      let before = last
      for (let part = 1; part <= partsOfCurve; part += 1) {
        const next = onCurve(last, stop, part / partsOfCurve)
        least = Math.min(least, fromSegment(point, before, next))
        before = next
      }
      if (stop.through > 0) least = Math.min(least, fromSegment(point, stop, out))
    }
    last = out
  }
  return least
}

/** A point of a curve that leaves and arrives level, with both handles in the middle. */
function onCurve(from: Point, to: Point, part: number): Point {
  const rest = 1 - part
  const middle = (from.x + to.x) / 2
  return {
    x: rest ** 3 * from.x + 3 * rest * part * middle + part ** 3 * to.x,
    y: from.y + (to.y - from.y) * (3 * part ** 2 - 2 * part ** 3),
  }
}

function fromSegment(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const length = dx * dx + dy * dy
  const part = length === 0 ? 0 : Math.min(1, Math.max(0, ((point.x - from.x) * dx + (point.y - from.y) * dy) / length))
  return Math.hypot(point.x - from.x - part * dx, point.y - from.y - part * dy)
}
