import type { StepView } from '@clearway/contract'
import { lookOf } from '../ui/look.ts'
import { inksOf } from './inks-of.ts'
import { isCutOff, type Miniature, miniatureOf, type Point, type Rectangle, seenPart, type Size, viewAround } from './miniature.ts'
import type { View } from './paint.ts'
import { box, type Placement } from './place-steps.ts'

interface Picture {
  readonly placement: Placement
  /** The steps at the indexes of the placement. */
  readonly steps: readonly (StepView | undefined)[]
  readonly view: View
}
interface Shown extends Picture {
  readonly miniature: Miniature
  /** How large the view is. */
  readonly size: Size
  readonly seen: Rectangle
}

/** A box is drawn at least as large, in pixels, so that it is seen. */
const leastBox = 2
/** For how long changes of states gather, in milliseconds. */
const betweenDrawings = 1000
/** What lies over what where boxes are too small to lie apart: what matters most is last. */
const layers = ['pending', 'completed', 'stopped', 'queued', 'running', 'stalled', 'failed'].map((tone) => `--state-${tone}`)

/**
 * A graph drawn small, with a frame around the part that can be seen; absent as long as all of it can. Moving the graph moves only the frame. The
 * boxes are drawn when the browser is idle, and new states once a second, because there may be thousands of steps.
 */
export class Minimap {
  readonly #element: HTMLElement
  readonly #canvas = document.createElement('canvas')
  readonly #frame = document.createElement('div')
  readonly #over = new AbortController()
  #shown: Shown | undefined
  /** All that decides on the boxes besides the states of the steps; empty while the minimap is absent. */
  #looks: readonly unknown[] = []
  /** The steps whose boxes are drawn. */
  #drawn: Picture['steps'] | undefined
  #later: ReturnType<typeof setTimeout> | undefined

  constructor(element: HTMLElement, onView: (view: View) => void) {
    this.#element = element
    element.replaceChildren(this.#canvas, this.#frame)
    this.#followPointer(onView)
  }

  show(picture: Picture, { clientWidth: width, clientHeight: height }: HTMLElement): void {
    const { placement, view, steps } = picture
    const size = { width, height }
    this.#element.hidden = !isCutOff(placement, view, size)
    if (this.#element.hidden) {
      this.#looks = []
      return
    }
    const miniature = miniatureOf(placement, { width: Math.min(200, width * 0.4), height: Math.min(120, height * 0.3) })
    const seen = seenPart(miniature, view, size)
    this.#shown = { ...picture, miniature, size, seen }
    const { style } = this.#frame
    style.transform = `translate(${seen.x}px, ${seen.y}px)`
    style.width = `${seen.width}px`
    style.height = `${seen.height}px`
    const looks = [placement, miniature.width, miniature.height, devicePixelRatio, getComputedStyle(this.#element).color]
    const isOther = looks.some((part, index) => part !== this.#looks[index])
    this.#looks = looks
    if (isOther) whenIdle(this.#draw)
    else if (steps !== this.#drawn) this.#drawLater()
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
    this.#drawn = this.#shown.steps
    drawBoxes(this.#canvas, this.#shown)
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
  // Older Safari tells no idle time.
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: 500 })
  else setTimeout(work, 100)
}

function drawBoxes(canvas: HTMLCanvasElement, { placement, steps, miniature: { width, height, scale, bounds } }: Shown): void {
  const context = canvas.getContext('2d')
  if (context === null) return
  const { devicePixelRatio: ratio } = window
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(height * ratio)
  canvas.style.width = `${width}px`
  canvas.style.height = `${height}px`
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  const ink = inksOf(canvas)
  const [across, down] = [Math.max(leastBox, box.width * scale.x), Math.max(leastBox, box.height * scale.y)]
  const byColor = Map.groupBy(steps.keys(), (index) => lookOf(steps[index]?.status).variable)
  for (const layer of layers) {
    context.fillStyle = ink(layer)
    // Many rectangles in one path take longer, because the path is filled with smooth edges.
    for (const index of byColor.get(layer) ?? []) {
      const [x, y] = [placement.x[index] ?? 0, placement.y[index] ?? 0]
      context.fillRect((x - bounds.left) * scale.x - across / 2, (y - bounds.top) * scale.y - down / 2, across, down)
    }
  }
}
