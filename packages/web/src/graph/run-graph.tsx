import { Button } from '@mantine/core'
import { type FocusEvent, type KeyboardEvent, useCallback, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import type { StepView } from '@clearway/contract'
import { useShortcuts } from '../keys/use-shortcuts.ts'
import { useRetryMarks } from '../ui/retry-marks.ts'
import { EdgeLegend } from './edge-legend.tsx'
import { EdgeMarks, EdgeTip } from './edge-tip.tsx'
import { boxOfGroup, groupAt, inFrame, viewWithBoxAt } from './fold/anchor.ts'
import { type FoldChoice, withFolded } from './fold/fold-choice.ts'
import { FoldTabs } from './fold/fold-tabs.tsx'
import { FoldedBox } from './fold/folded-box.tsx'
import { isAnyWanted, isFolded, isOf } from './fold/folded-step.ts'
import type { StepGroup } from './fold/groups.ts'
import { useFoldedGraph } from './fold/use-folded-graph.ts'
import { isArrow, neighbour } from './neighbour.ts'
import { panAndZoom, zoomed } from './pan-and-zoom.ts'
import { cornerOf, type Point, stepAt } from './place-steps.ts'
import { SeenView } from './seen-view.ts'
import { StepBox } from './step-box.tsx'
import { nextTip, type Tip, tipAtEdge, tipOfStep } from './tip.ts'
import { usePaintedGraph } from './use-painted-graph.ts'
import { type PlacedSteps, usePlacement } from './use-placement.ts'
import { centredOn, firstView, fitting, viewInPlace } from './views.ts'

interface Props {
  readonly steps: readonly StepView[]
  /** Whether a step is not dimmed; undefined: none is. */
  readonly isWanted: ((step: StepView) => boolean) | undefined
  /** Mapped steps, by their names: in their place are those that they became. */
  readonly mapped: ReadonlyMap<string, StepView>
  readonly folds: FoldChoice
  readonly onFolds: (folds: FoldChoice) => void
  readonly selected: string | undefined
  readonly onSelect: (step: string) => void
}

/** The steps of a run with what they wait for. Edges, and boxes too small to read, are painted; boxes that can be read are buttons, moved by one transform. Arrow keys lead along the edges. The steps of a map or stage fold into one box. A graph that is larger than its frame has a minimap. */
export function RunGraph({ steps, mapped, folds, onFolds, ...others }: Props) {
  const placed = usePlacement(useFoldedGraph(steps, mapped, folds))
  const fold = (group: StepGroup, isFolded: boolean): void => onFolds(withFolded(folds, group, { isFolded, steps: steps.length }))
  return placed === undefined ? (
    <p className="empty" role="status">
      {steps.length.toLocaleString('en')} steps are being placed.
    </p>
  ) : (
    <PlacedGraph {...placed} {...others} onFold={fold} />
  )
}

interface PlacedProps extends Pick<Props, 'isWanted' | 'selected' | 'onSelect'>, PlacedSteps {
  readonly onFold: (group: StepGroup, isFolded: boolean) => void
}

function PlacedGraph({ placement, steps, open, isWanted, selected, onSelect, onFold }: PlacedProps) {
  const [tip, setTip] = useState<Tip>()
  const tipId = useId()
  const marks = useRetryMarks()
  const latest = useRef({ steps, open, isWanted, selected, marks, onSelect, onFold, placement })
  /** The group that is being opened or folded, and where its box was in the frame. */
  const toggled = useRef<{ readonly key: string; readonly at: Point }>(undefined)
  const isPlaced = useRef(false)
  const [view] = useState(() => new SeenView())
  const { frame, canvas, boxes, map, shown, paint, repaint, frameSize } = usePaintedGraph(view, latest)
  const fit = useCallback((): void => {
    if (frame.current !== null) view.fit(fitting(latest.current.placement, frame.current))
  }, [frame, view])

  const focusBox = useCallback(
    (index: number): void => {
      // A box that comes into sight is in the page after the next picture.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => boxes.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true })),
      )
    },
    [boxes],
  )
  const toggle = useCallback(
    (group: StepGroup): void => {
      const at = boxOfGroup(latest.current, group.key)
      if (at === undefined) return
      toggled.current = { key: group.key, at: inFrame(latest.current.placement, at, view.now) }
      const there = latest.current.steps[at]
      latest.current.onFold(group, there === undefined || !isFolded(there))
    },
    [view],
  )
  const toggleFocused = (): void => {
    const index = document.activeElement?.closest<HTMLElement>('.boxes [data-index]')?.dataset['index']
    const group = index === undefined ? undefined : groupAt({ steps, open }, Number(index))
    if (group !== undefined) toggle(group)
  }

  useShortcuts({ fit, fold: toggleFocused })

  const place = (before: typeof latest.current): void => {
    if (frame.current === null) return
    const { key = '', at = { x: 0, y: 0 } } = toggled.current ?? {}
    const toggledBox = toggled.current === undefined ? undefined : boxOfGroup(latest.current, key)
    if (toggledBox !== undefined) {
      // The box stays under the pointer.
      toggled.current = undefined
      view.choose(viewWithBoxAt(placement, toggledBox, { at, zoom: view.now.zoom }))
      return focusBox(toggledBox)
    }
    const best = firstView(placement, steps, frame.current)
    if (!isPlaced.current) return view.show(best)
    view.show(viewInPlace(before, latest.current, { view: view.now, frame: frame.current }))
    if (!view.isChosen) view.fit(best)
  }
  useLayoutEffect(() => {
    const before = latest.current
    latest.current = { steps, open, isWanted, selected, marks, onSelect, onFold, placement }
    if (!isPlaced.current || before.placement !== placement) place(before)
    isPlaced.current = true
    paint()
  })
  useEffect(
    () =>
      view.follow(() => {
        setTip(undefined)
        repaint()
      }),
    [view, repaint],
  )
  useEffect(() => {
    const at = frame.current
    if (at === null) return undefined
    return panAndZoom(at, {
      view: () => view.now,
      onView: (next) => view.choose(next),
      onClick: ({ x, y }) => {
        const { placement: placed, steps: all, onSelect: select } = latest.current
        const { x: left, y: top, zoom } = view.now
        const step = all[stepAt(placed, { x: (x - left) / zoom, y: (y - top) / zoom }) ?? -1]
        if (step === undefined) return
        if (isFolded(step)) toggle(step.group)
        else select(step.name)
      },
      onHover: (point) => {
        const seen = { view: view.now, frame: frameSize(at) }
        const next = point === undefined ? undefined : tipAtEdge(latest.current.placement, point, seen)
        setTip((old) => nextTip(old, next))
      },
    })
  }, [frame, view, toggle, frameSize])

  const keyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (!isArrow(event.key)) return
    const index = Number((event.target as HTMLElement).dataset['index'])
    const next = neighbour(placement, index, event.key)
    event.preventDefault()
    if (next === undefined || frame.current === null) return
    if (!shown.includes(next)) view.choose(centredOn(placement, next, { zoom: view.now.zoom, frame: frame.current }))
    focusBox(next)
  }
  const focus = ({ target }: FocusEvent<HTMLElement>): void => {
    const { index } = target.dataset
    if (index !== undefined && frame.current !== null && target.matches(':focus-visible'))
      setTip(tipOfStep(placement, Number(index), { view: view.now, frame: frameSize(frame.current) }))
  }
  const chosen = steps.findIndex((step) => step !== undefined && isOf(step, selected))
  // One stop of the tab key for the whole graph.
  const stop = shown.includes(chosen) ? chosen : shown[0]
  const zoomBy = (by: number): void => {
    if (frame.current !== null) view.choose(zoomed(view.now, { x: frame.current.clientWidth / 2, y: frame.current.clientHeight / 2 }, by))
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
        {tip !== undefined && <EdgeMarks placement={placement} edges={tip.edges} isAlone={tip.step === undefined} />}
        {shown.map((index) => {
          const step = steps[index]
          if (step === undefined) return null
          const shared = {
            ...cornerOf(placement, index),
            index,
            isStop: index === stop,
            isSelected: isOf(step, selected),
            isDimmed: !isAnyWanted(step, isWanted),
            describedBy: tip?.step === index ? tipId : undefined,
            onSelect,
          }
          return isFolded(step) ? (
            <FoldedBox key={step.id} {...shared} folded={step} onOpen={toggle} />
          ) : (
            <StepBox key={step.name} {...shared} step={step} />
          )
        })}
        {shown.length === 0 ? null : <FoldTabs placement={placement} steps={steps} open={open} onFold={toggle} />}
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
