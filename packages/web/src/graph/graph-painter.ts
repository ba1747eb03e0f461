import type { StepView } from '@clearway/contract'
import { lookOf } from '../ui/look.ts'
import { inksOf } from './inks-of.ts'
import { type PaintedStep, paintBoxes, paintEdges, readableZoom, type View, visibleArea, visibleSteps } from './paint.ts'
import type { Placement } from './place-steps.ts'

interface Picture {
  readonly placement: Placement
  readonly view: View
  /** The steps at the indexes of the placement. */
  readonly steps: readonly (StepView | undefined)[]
  readonly selected: string | undefined
}

/** What is on the canvas. */
interface Painted {
  readonly placement: Placement
  /** All that decides on the picture besides the states of the steps. */
  readonly key: string
  readonly seen: readonly number[]
  readonly boxes: ReadonlyMap<number, PaintedStep>
}

/** Paints a graph on a canvas. If only the states of steps have changed, only their boxes are painted: nothing lies over a box. */
export class GraphPainter {
  #last: Painted | undefined

  /** Paints what can be seen, and gives the steps that can be seen. */
  paint(frame: HTMLElement, canvas: HTMLCanvasElement, { placement, view, steps, selected }: Picture): readonly number[] {
    const context = canvas.getContext('2d')
    if (context === null) return []
    const { clientWidth: width, clientHeight: height } = frame
    const { devicePixelRatio: ratio } = window
    const { x, y, zoom } = view
    const ink = inksOf(frame)
    const key = JSON.stringify([width, height, ratio, x, y, zoom, selected, ink('--text'), ink('--edge')])
    const last = this.#last?.placement === placement && this.#last.key === key ? this.#last : undefined
    const area = visibleArea(view, width, height)
    const seen = last?.seen ?? visibleSteps(placement, area)
    const boxes = zoom < readableZoom ? boxesOf(seen, steps, selected) : new Map<number, PaintedStep>()
    if (last?.boxes.size === boxes.size)
      paintBoxes(context, placement, new Map([...boxes].filter(([index, { color }]) => last.boxes.get(index)?.color !== color)), {
        zoom,
        ink,
      })
    else {
      clear(context, { width: Math.round(width * ratio), height: Math.round(height * ratio) })
      context.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * x, ratio * y)
      paintEdges(context, placement, area, { zoom, ink })
      paintBoxes(context, placement, boxes, { zoom, ink })
    }
    this.#last = { placement, key, seen, boxes }
    return seen
  }
}

function clear(context: CanvasRenderingContext2D, { width, height }: { readonly width: number; readonly height: number }): void {
  const { canvas } = context
  // Setting a size clears the canvas and takes time, so it is set only where it differs.
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.clearRect(0, 0, width, height)
}

function boxesOf(seen: readonly number[], steps: Picture['steps'], selected: string | undefined): ReadonlyMap<number, PaintedStep> {
  return new Map(
    seen.flatMap((index) => {
      const step = steps[index]
      if (step === undefined) return []
      return [[index, { name: step.name, color: lookOf(step.status).variable, isSelected: step.name === selected }] as const]
    }),
  )
}
