import { lookOf } from '../ui/look.ts'
import { isAnyWanted } from './fold/folded-step.ts'
import type { Picture } from './graph-painter.ts'
import { isCutOff, type Miniature, miniatureOf, type Rectangle, seenPart, viewAround } from './miniature.ts'
import { clearCanvas, dimmed, traceEdges, type View } from './paint.ts'
import { box, type Point } from './place-steps.ts'

interface Shown extends Picture {
  readonly miniature: Miniature
  readonly seen: Rectangle
}

/** A box is drawn at least as large, in pixels, so that it is seen. */
const leastBox = 2
/** In pixels: thinner than the smallest box, so that boxes stand out. */
const edgeWidth = 0.75
/** For how long changes of states gather, in milliseconds. */
const betweenDrawings = 1000
/** What lies over what where boxes are too small to lie apart: what matters most is last. */
const layers = ['pending', 'completed', 'stopped', 'queued', 'running', 'stalled', 'failed'].map((tone) => `--state-${tone}`)

/**
 * A graph drawn small, with a frame around the part that can be seen; absent as long as all of it can. Moving the graph moves only the frame. The
 * picture is drawn when the browser is idle, and new states once a second, because there may be thousands of steps.
 */
export class Minimap {
  readonly #element: HTMLElement
  readonly #canvas = document.createElement('canvas')
  readonly #frame = document.createElement('div')
  /** The edges alone. They are not on the page: boxes are drawn over a copy, and of a graph that stays the same the edges are drawn once. */
  readonly #edges = document.createElement('canvas')
  readonly #over = new AbortController()
  #shown: Shown | undefined
  /** All that decides on the picture besides the states of the steps. */
  #looks: readonly unknown[] = []
  /** The looks of the edges that are drawn, and the steps whose boxes are. */
  #drawn: { readonly looks: readonly unknown[]; readonly steps: Picture['steps'] } | undefined
  #later: ReturnType<typeof setTimeout> | undefined

  constructor(element: HTMLElement, onView: (view: View) => void) {
    this.#element = element
    element.replaceChildren(this.#canvas, this.#frame)
    this.#followPointer(onView)
  }

  show(picture: Picture): void {
    const { placement, view, size, ink, steps, isWanted } = picture
    const isAbsent = !isCutOff(placement, view, size)
    const appears = this.#element.hidden && !isAbsent
    if (this.#element.hidden !== isAbsent) this.#element.hidden = isAbsent
    if (isAbsent) return
    const looks = [placement, size.width, size.height, ink, devicePixelRatio, isWanted]
    const isOther = looks.some((part, index) => part !== this.#looks[index])
    if (isOther) this.#looks = looks
    const last = isOther ? undefined : this.#shown
    const miniature =
      last?.miniature ?? miniatureOf(placement, { width: Math.min(200, size.width * 0.4), height: Math.min(120, size.height * 0.3) })
    const seen = last?.view === view ? last.seen : seenPart(miniature, view, size)
    if (seen !== last?.seen) this.#moveFrame(seen)
    this.#shown = { ...picture, miniature, seen }
    if (isOther || (appears && steps !== this.#drawn?.steps)) whenIdle(this.#draw)
    else if (steps !== this.#drawn?.steps) this.#drawLater()
  }

  end(): void {
    this.#over.abort()
    clearTimeout(this.#later)
  }

  #drawLater(): void {
    this.#later ??= setTimeout(() => {
      this.#later = undefined
      whenIdle(this.#draw)
    }, betweenDrawings)
  }

  readonly #draw = (): void => {
    if (this.#shown === undefined || this.#over.signal.aborted) return
    if (this.#drawn?.looks !== this.#looks) drawEdges(this.#edges, this.#shown)
    drawBoxes(this.#canvas, this.#edges, this.#shown)
    this.#drawn = { looks: this.#looks, steps: this.#shown.steps }
  }

  #moveFrame({ x, y, width, height }: Rectangle): void {
    const { style } = this.#frame
    style.transform = `translate(${x}px, ${y}px)`
    style.width = `${width}px`
    style.height = `${height}px`
  }

  #followPointer(onView: (view: View) => void): void {
    const element = this.#element
    /** Where the pointer holds the frame, from the frame's middle; undefined while it holds nothing. */
    let held: Point | undefined
    const pointIn = ({ clientX, clientY }: PointerEvent): Point => {
      const { left, top } = this.#canvas.getBoundingClientRect()
      return { x: clientX - left, y: clientY - top }
    }
    const moveTo = (point: Point): void => {
      if (held === undefined || this.#shown === undefined) return
      const { miniature, view, size } = this.#shown
      const within = (at: number, most: number): number => Math.min(most, Math.max(0, at))
      const middle = { x: within(point.x - held.x, miniature.width), y: within(point.y - held.y, miniature.height) }
      onView(viewAround(miniature, middle, { zoom: view.zoom, ...size }))
    }
    const { signal } = this.#over
    element.addEventListener(
      'pointerdown',
      (event) => {
        // The graph below is not dragged along.
        event.stopPropagation()
        element.setPointerCapture(event.pointerId)
        const point = pointIn(event)
        held = this.#shown === undefined ? undefined : gripOf(point, this.#shown.seen)
        moveTo(point)
      },
      { signal },
    )
    element.addEventListener('pointermove', (event) => moveTo(pointIn(event)), { signal })
    for (const end of ['pointerup', 'pointercancel'] as const) element.addEventListener(end, () => void (held = undefined), { signal })
  }
}

/** Where a point in the frame is from the frame's middle; a point beside the frame becomes its middle. */
function gripOf({ x, y }: Point, { width, height, ...corner }: Rectangle): Point {
  const from = { x: x - corner.x - width / 2, y: y - corner.y - height / 2 }
  return Math.abs(from.x) <= width / 2 && Math.abs(from.y) <= height / 2 ? from : { x: 0, y: 0 }
}

function whenIdle(work: () => void): void {
  // Older versions of Safari have no `requestIdleCallback`.
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: 500 })
  else setTimeout(work, 100)
}

function drawEdges(canvas: HTMLCanvasElement, { placement, miniature: { width, height, scale, bounds }, ink }: Shown): void {
  const context = canvas.getContext('2d')
  if (context === null) return
  const { devicePixelRatio: ratio } = window
  clearCanvas(context, { width: Math.round(width * ratio), height: Math.round(height * ratio) })
  const [across, down] = [scale.x * ratio, scale.y * ratio]
  context.setTransform(across, 0, 0, down, -bounds.left * across, -bounds.top * down)
  traceEdges(context, placement, bounds)
  // The lines are as wide in both directions, whichever way the graph is stretched.
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.lineWidth = edgeWidth
  context.strokeStyle = ink('--edge')
  context.stroke()
}

function drawBoxes(canvas: HTMLCanvasElement, edges: HTMLCanvasElement, { placement, steps, isWanted, miniature, ink }: Shown): void {
  const context = canvas.getContext('2d')
  if (context === null) return
  const { width, height, scale, bounds } = miniature
  const { devicePixelRatio: ratio } = window
  clearCanvas(context, edges)
  canvas.style.width = `${width}px`
  canvas.style.height = `${height}px`
  context.drawImage(edges, 0, 0)
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  const [across, down] = [Math.max(leastBox, box.width * scale.x), Math.max(leastBox, box.height * scale.y)]
  const byColor = Map.groupBy(steps.keys(), (index) => lookOf(steps[index]?.status).variable)
  for (const layer of layers) {
    context.fillStyle = ink(layer)
    // Many rectangles in one path take longer, because the path is filled with smooth edges.
    for (const index of byColor.get(layer) ?? []) {
      const step = steps[index]
      context.globalAlpha = step !== undefined && !isAnyWanted(step, isWanted) ? dimmed : 1
      const [x, y] = [placement.x[index] ?? 0, placement.y[index] ?? 0]
      context.fillRect((x - bounds.left) * scale.x - across / 2, (y - bounds.top) * scale.y - down / 2, across, down)
    }
  }
}
