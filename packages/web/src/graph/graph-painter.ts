import type { StepView } from '@clearway/contract'
import { lookOf } from '../ui/look.ts'
import type { RetryMark, RetryMarks } from '../ui/retry-marks.ts'
import { isAnyWanted, isOf, markOf, type Shown } from './fold/folded-step.ts'
import type { Size } from './miniature.ts'
import {
  clearCanvas,
  type Ink,
  type PaintedStep,
  paintBoxes,
  paintEdges,
  readableZoom,
  type View,
  visibleArea,
  visibleSteps,
} from './paint.ts'
import type { Placement } from './place-steps.ts'

export interface Picture {
  readonly placement: Placement
  readonly view: View
  /** How large the frame is. In pixels of the page. */
  readonly size: Size
  /** The colours of the page; another object if they have changed. */
  readonly ink: Ink
  /** What the boxes at the indexes of the placement show. */
  readonly steps: readonly (Shown | undefined)[]
  readonly selected: string | undefined
  /** Whether a step is not dimmed; undefined: none is. */
  readonly isWanted: ((step: StepView) => boolean) | undefined
  /** What a retry that is not confirmed would do. */
  readonly marks: RetryMarks
}

/** What is on the canvas. */
interface Painted extends Picture {
  readonly ratio: number
  readonly seen: readonly number[]
}

/** Paints a graph on a canvas. If only the states of steps have changed, only their boxes are painted: nothing lies over a box. */
export class GraphPainter {
  #last: Painted | undefined

  /** Paints what can be seen, and gives the steps that can be seen. It reads no sizes and styles of the page, which would have to be laid out first. */
  paint(canvas: HTMLCanvasElement, picture: Picture): readonly number[] {
    const context = canvas.getContext('2d')
    if (context === null) return []
    const { devicePixelRatio: ratio } = window
    const { placement, view, size, ink, steps, selected, isWanted, marks } = picture
    const { x, y, zoom } = view
    const last = this.#last !== undefined && isSameExceptSteps(this.#last, { ...picture, ratio }) ? this.#last : undefined
    const area = visibleArea(view, size.width, size.height)
    const seen = last?.seen ?? visibleSteps(placement, area)
    this.#last = { ...picture, ratio, seen }
    if (last?.steps === steps) return seen
    if (last === undefined) {
      clearCanvas(context, { width: Math.round(size.width * ratio), height: Math.round(size.height * ratio) })
      context.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * x, ratio * y)
      paintEdges(context, placement, area, { zoom, ink })
    }
    if (zoom < readableZoom)
      paintBoxes(context, placement, boxesOf(seen, { steps, before: last?.steps, selected, isWanted, marks }), { zoom, ink })
    return seen
  }
}

/** Whether a picture differs from another one in the states of steps at most. */
function isSameExceptSteps(
  last: Painted,
  { placement, view, size, ink, steps, selected, isWanted, marks, ratio }: Picture & { readonly ratio: number },
): boolean {
  return (
    last.placement === placement &&
    last.ink === ink &&
    last.selected === selected &&
    last.isWanted === isWanted &&
    last.marks === marks &&
    last.ratio === ratio &&
    last.view.x === view.x &&
    last.view.y === view.y &&
    last.view.zoom === view.zoom &&
    last.size.width === size.width &&
    last.size.height === size.height &&
    // A box that is no longer there would have to be wiped off.
    last.steps.length === steps.length &&
    last.steps.every((step, index) => (step === undefined) === (steps[index] === undefined))
  )
}

interface Boxes extends Pick<Picture, 'steps' | 'selected' | 'isWanted' | 'marks'> {
  /** The steps whose boxes are on the canvas. */
  readonly before: Picture['steps'] | undefined
}

/** The colours of boxes that are too small for an icon. */
const markInks: Readonly<Record<RetryMark, string>> = { again: '--state-running', first: '--state-running', kept: '--edge' }

/** The boxes that are to be painted, which are those of steps that have changed. */
function boxesOf(seen: readonly number[], { steps, before, selected, isWanted, marks }: Boxes): ReadonlyMap<number, PaintedStep> {
  const boxes = new Map<number, PaintedStep>()
  for (const index of seen) {
    const [step, old] = [steps[index], before?.[index]]
    if (step === undefined || step === old) continue
    const color = lookOf(step.status).variable
    const isDimmed = !isAnyWanted(step, isWanted)
    if (old !== undefined && lookOf(old.status).variable === color && isDimmed === !isAnyWanted(old, isWanted)) continue
    const mark = markOf(step, marks)
    const shown = mark === undefined ? color : markInks[mark]
    boxes.set(index, { name: step.name, color: shown, isSelected: isOf(step, selected), isDimmed })
  }
  return boxes
}
