import { Button, useComputedColorScheme } from '@mantine/core'
import { type FocusEvent, type KeyboardEvent, useCallback, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import type { StepView } from '@clearway/contract'
import { useShortcuts } from '../keys/use-shortcuts.ts'
import { useRetryMarks } from '../ui/retry-marks.ts'
import { EdgeLegend } from './edge-legend.tsx'
import { EdgeMarks, EdgeTip } from './edge-tip.tsx'
import { GraphPainter } from './graph-painter.ts'
import { inksOf } from './inks-of.ts'
import type { Size } from './miniature.ts'
import { Minimap } from './minimap.ts'
import { isArrow, neighbour } from './neighbour.ts'
import { type Ink, readableZoom, type View } from './paint.ts'
import { panAndZoom, zoomed } from './pan-and-zoom.ts'
import { box, stepAt } from './place-steps.ts'
import { StepBox } from './step-box.tsx'
import { nextTip, type Tip, tipAtEdge, tipOfStep } from './tip.ts'
import { type PlacedSteps, usePlacement } from './use-placement.ts'
import { centredOn, firstView, fitting } from './views.ts'

interface Props {
  readonly steps: readonly StepView[]
  /** Whether a step is not dimmed; undefined: none is. */
  readonly isWanted: ((step: StepView) => boolean) | undefined
  readonly selected: string | undefined
  readonly onSelect: (step: string) => void
}

/** The steps of a run with what they wait for. Edges, and boxes too small to read, are painted; boxes that can be read are buttons, moved by one transform. Arrow keys lead along the edges. A graph that is larger than its frame has a minimap. */
export function RunGraph({ steps, ...others }: Props) {
  const placed = usePlacement(steps)
  return placed === undefined ? (
    <p className="empty" role="status">
      {steps.length.toLocaleString('en')} steps are being placed.
    </p>
  ) : (
    <PlacedGraph {...placed} {...others} />
  )
}

function PlacedGraph({ placement, steps, isWanted, selected, onSelect }: Omit<Props, 'steps'> & PlacedSteps) {
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const boxes = useRef<HTMLDivElement>(null)
  const map = useRef<HTMLDivElement>(null)
  const minimap = useRef<Minimap>(undefined)
  const scheme = useComputedColorScheme('light')
  const view = useRef<View>({ x: 20, y: 300, zoom: 1 })
  const [shown, setShown] = useState<readonly number[]>([])
  const [tip, setTip] = useState<Tip>()
  const tipId = useId()
  const marks = useRetryMarks()
  const latest = useRef({ steps, isWanted, selected, marks, onSelect, placement })
  const frameRequest = useRef(0)
  const painter = useRef(new GraphPainter())
  // Read only where they may have changed: reading them while a change of a step is being shown would lay the page out.
  const size = useRef<Size>(undefined)
  const ink = useRef<Ink>(undefined)

  const paint = useCallback((): void => {
    frameRequest.current = 0
    if (frame.current === null || canvas.current === null || boxes.current === null) return
    size.current ??= sizeOf(frame.current)
    ink.current ??= inksOf(frame.current)
    const { x, y, zoom } = view.current
    const transform = `translate(${x}px, ${y}px) scale(${zoom})`
    if (boxes.current.style.transform !== transform) boxes.current.style.transform = transform
    const { onSelect: _, ...shownNow } = latest.current
    const picture = { ...shownNow, view: view.current, size: size.current, ink: ink.current }
    const seen = painter.current.paint(canvas.current, picture)
    minimap.current?.show(picture)
    const next = zoom < readableZoom ? [] : seen
    setShown((old) => (old.length === next.length && old.every((step, index) => step === next[index]) ? old : next))
  }, [])
  const repaint = useCallback((): void => {
    frameRequest.current ||= requestAnimationFrame(paint)
  }, [paint])
  const setView = useCallback(
    (next: View): void => {
      view.current = next
      setTip(undefined)
      repaint()
    },
    [repaint],
  )
  const fit = useCallback((): void => {
    if (frame.current !== null) setView(fitting(latest.current.placement, frame.current))
  }, [setView])

  useShortcuts({ fit })

  useLayoutEffect(() => {
    latest.current = { steps, isWanted, selected, marks, onSelect, placement }
    paint()
  })
  useEffect(() => {
    if (frame.current !== null) setView(firstView(placement, latest.current.steps, frame.current))
  }, [setView, placement])
  useEffect(() => {
    ink.current = undefined
    repaint()
  }, [repaint, scheme])
  useEffect(() => {
    const at = frame.current
    if (at === null || map.current === null) return undefined
    minimap.current = new Minimap(map.current, setView)
    const end = panAndZoom(at, {
      view: () => view.current,
      onView: setView,
      onClick: ({ x, y }) => {
        const { placement: placed, steps: all, onSelect: select } = latest.current
        const { x: left, y: top, zoom } = view.current
        const step = all[stepAt(placed, { x: (x - left) / zoom, y: (y - top) / zoom }) ?? -1]
        if (step !== undefined) select(step.name)
      },
      onHover: (point) => {
        const seen = { view: view.current, frame: size.current ?? sizeOf(at) }
        const next = point === undefined ? undefined : tipAtEdge(latest.current.placement, point, seen)
        setTip((old) => nextTip(old, next))
      },
    })
    const resized = new ResizeObserver(() => {
      size.current = sizeOf(at)
      repaint()
    })
    resized.observe(at)
    return () => {
      end()
      minimap.current?.end()
      resized.disconnect()
      cancelAnimationFrame(frameRequest.current)
      frameRequest.current = 0
    }
  }, [setView, repaint])

  const keyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (!isArrow(event.key)) return
    const index = Number((event.target as HTMLElement).dataset['index'])
    const next = neighbour(placement, index, event.key)
    event.preventDefault()
    if (next === undefined || frame.current === null) return
    const to = () => boxes.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)
    if (to() === null) setView(centredOn(placement, next, { zoom: view.current.zoom, frame: frame.current }))
    // A box that comes into sight is in the page after the next picture.
    requestAnimationFrame(() => requestAnimationFrame(() => to()?.focus()))
  }
  const focus = ({ target }: FocusEvent<HTMLElement>): void => {
    const { index } = target.dataset
    if (index !== undefined && frame.current !== null && target.matches(':focus-visible'))
      setTip(tipOfStep(placement, Number(index), { view: view.current, frame: size.current ?? sizeOf(frame.current) }))
  }
  const chosen = steps.findIndex((step) => step?.name === selected)
  // One stop of the tab key for the whole graph.
  const stop = shown.includes(chosen) ? chosen : shown[0]
  const zoomBy = (by: number): void => {
    if (frame.current !== null) setView(zoomed(view.current, { x: frame.current.clientWidth / 2, y: frame.current.clientHeight / 2 }, by))
  }
  return (
    <div ref={frame} className="graph">
      <canvas ref={canvas} aria-hidden />
      <div
        ref={boxes}
        role="toolbar"
        tabIndex={-1}
        aria-label="Steps"
        className="boxes"
        onKeyDown={keyDown}
        onFocus={focus}
        onBlur={() => setTip(undefined)}
      >
        {tip !== undefined && <EdgeMarks placement={placement} edges={tip.edges} />}
        {shown.map((index) => {
          const step = steps[index]
          return step === undefined ? null : (
            <StepBox
              key={step.name}
              step={step}
              x={(placement.x[index] ?? 0) - box.width / 2}
              y={(placement.y[index] ?? 0) - box.height / 2}
              index={index}
              isStop={index === stop}
              isSelected={step.name === selected}
              isDimmed={isWanted?.(step) === false}
              describedBy={tip?.step === index ? tipId : undefined}
              onSelect={onSelect}
            />
          )
        })}
      </div>
      <div ref={map} className="minimap" aria-hidden hidden />
      <div className="graph-buttons">
        <Button size="compact-xs" variant="default" aria-label="Smaller" onClick={() => zoomBy(0.8)}>
          −
        </Button>
        <Button size="compact-xs" variant="default" aria-label="Larger" onClick={() => zoomBy(1.25)}>
          +
        </Button>
        <Button size="compact-xs" variant="default" onClick={fit}>
          Fit
        </Button>
        {placement.edges.length > 0 && <EdgeLegend />}
      </div>
      {tip !== undefined && <EdgeTip id={tipId} tip={tip} steps={steps} />}
    </div>
  )
}

function sizeOf({ clientWidth: width, clientHeight: height }: HTMLElement): Size {
  return { width, height }
}
