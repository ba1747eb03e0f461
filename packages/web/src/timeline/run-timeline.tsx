import { useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState } from 'react'
import type { RunHead, StepView } from '@clearway/contract'
import { hasEnded } from '@clearway/contract/status'
import type { KnownSteps } from '../api/merge-steps.ts'
import { waitingQuery } from '../api/queries.ts'
import { useShortcuts } from '../keys/use-shortcuts.ts'
import { useNow } from '../ui/clock.ts'
import { durationOf } from '../ui/duration.ts'
import { NoneFound } from '../ui/none-found.tsx'
import { useDerived, useKept } from '../ui/use-kept.ts'
import { type BusyTimes, busyTimes, workUntil } from './busy-times.ts'
import { criticalPath } from './critical-path.ts'
import { heldBy } from './held-by.ts'
import { idleFolds } from './idle-folds.ts'
import { LaneRow } from './lane-row.tsx'
import { moveFocus } from '../ui/move-focus.ts'
import { pathSums, shortPath } from './path-sums.ts'
import { runSpan } from './run-span.ts'
import { isSameSpan, type Span, type TimeScale, timeScale } from './time-scale.ts'
import { type Lanes, TimelineBar, zoomStep } from './timeline-bar.tsx'
import { TimelineHead } from './timeline-head.tsx'
import { TimelineRow } from './timeline-row.tsx'
import { useDragToZoom } from './use-drag-to-zoom.ts'
import { usePinchToZoom } from './use-pinch-to-zoom.ts'
import { workerLanes } from './worker-lanes.ts'
import { moved, timeOf, viewIn, zoomed } from './zoom.ts'

interface Props extends Pick<KnownSteps, 'steps' | 'places' | 'mapped'> {
  readonly run: RunHead
  /** Whether a step has a row; undefined: all have. */
  readonly isWanted: ((step: StepView) => boolean) | undefined
  readonly selected: string | undefined
  readonly onSelect: (step: string) => void
  /** Shows all steps again. */
  readonly onAll: () => void
  /** The time that is shown, as in the address; that of the whole run by default. */
  readonly time: string | undefined
  readonly lanes: Lanes
  readonly onLook: (look: { readonly time?: string | undefined; readonly lanes?: Lanes }) => void
}

/** Where the time of a run went, from the first moment of any step on. */
export function RunTimeline(props: Props) {
  const { run, steps } = props
  const now = useNow(!hasEnded(run.status))
  const span = useMemo(() => runSpan(steps), [steps])
  if (span === undefined) return <div className="empty">No step has begun yet.</div>
  return <Timeline {...props} whole={{ from: span.from, to: Math.max(now, span.to, span.from + 1) }} />
}
const rowHeight = 26
/** Arrow keys lead from execution to execution. */
const keys = { onKeyDown: moveFocus }
/** How far a key moves the time that is shown, as a part of it. */
const moveStep = 0.5

function Timeline({
  steps,
  places,
  mapped,
  isWanted,
  selected,
  onSelect,
  onAll,
  time,
  lanes,
  onLook,
  whole,
}: Props & { readonly whole: Span }) {
  const { from: first, to: until } = whole
  const scroll = useRef<HTMLDivElement>(null)
  const track = useRef<HTMLDivElement>(null)
  const path = useMemo(() => criticalPath({ steps, places, mapped }, Number.MAX_SAFE_INTEGER), [steps, places, mapped])
  const onPath = useMemo(() => new Set(path), [path])
  const { data } = useQuery({ ...waitingQuery, enabled: steps.some(({ status }) => status === 'queued') })
  const waiting = useMemo(() => new Map(data?.tasks.map((task) => [task.id, task])), [data])
  const busy = useDerived(steps, busyTimes)
  // What goes on has no end here, so that the time that passes makes no other lanes.
  const wanted = useMemo(() => (isWanted === undefined ? steps : steps.filter(isWanted)), [steps, isWanted])
  const rows = useMemo(() => (lanes === 'worker' ? workerLanes(wanted, Infinity) : wanted), [lanes, wanted])
  const [held, hold] = useState<HeldView>()
  if (held !== undefined && held.time !== time) hold(undefined)
  const view = useKept(held === undefined || held.time !== time ? viewIn(whole, time) : held.view, isSameSpan)
  const scale = useScale(view, busy, until)
  const isWhole = timeOf(whole, view) === undefined
  const show = (next: Span): void => onLook({ time: timeOf(whole, next) })
  const chosen = steps.find(({ name }) => name === selected)
  const zoom = (factor: number): void => show(zoomed(whole, view, { factor, around: aroundOf(chosen, view) }))
  const unzoom = (): void => onLook({ time: undefined })
  useShortcuts({
    fit: unzoom,
    zoomIn: () => zoom(1 / zoomStep),
    zoomOut: () => zoom(zoomStep),
    earlier: () => show(moved(whole, view, -moveStep)),
    later: () => show(moved(whole, view, moveStep)),
  })
  const { marked, handlers } = useDragToZoom({
    track,
    scale,
    onZoom: (next) => show(zoomed(whole, next, { factor: 1, around: next.from })),
  })
  usePinchToZoom({
    area: scroll,
    track,
    whole,
    scale,
    onMove: (next) => hold({ view: next, time }),
    onEnd: (next) => {
      // The address has it a moment later; as long as it does not, the view stays as the fingers left it.
      if (timeOf(whole, next) === time) hold(undefined)
      show(next)
    },
  })
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  })
  const items = virtual.getVirtualItems()
  const stop = items[0]?.index
  const sums = pathSums(
    path.map((name) => steps[places.get(name) ?? -1]),
    until,
  )
  return (
    <div ref={scroll} className={marked === undefined ? 'timeline' : 'timeline dragged'} {...handlers} {...keys}>
      <div className="timeline-top">
        <TimelineBar lanes={lanes} isWhole={isWhole} onLanes={(next) => onLook({ lanes: next })} onZoom={zoom} onWhole={unzoom} />
        <p className="muted">
          <span className="critical-mark" aria-hidden="true" /> Critical path: {shortPath(path)} · ran {durationOf(sums.work)} · waited{' '}
          {durationOf(sums.wait)} · set up {durationOf(sums.setup)}
        </p>
      </div>
      <TimelineHead title={lanes === 'worker' ? 'Worker' : 'Step'} scale={scale} first={first} track={track} onUnfold={show} />
      {rows.length === 0 && isWanted !== undefined ? <NoneFound onClear={onAll}>No step is as the filter asks.</NoneFound> : null}
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        <Under scale={scale} marked={marked} />
        {items.map(({ index, start }) => {
          const row = rows[index]
          const shared = { index, top: start, scale, onSelect }
          if (row === undefined) return null
          return 'lane' in row ? (
            <LaneRow key={`lane ${index}`} {...shared} row={row} until={until} selected={chosen} isStop={index === stop} />
          ) : (
            <TimelineRow
              key={row.name}
              {...shared}
              step={row}
              // Of what has ended the row stays the same as time passes.
              until={row.ended_at === undefined ? until : row.ended_at}
              holder={heldBy(row, waiting)}
              isCritical={onPath.has(row.name)}
              isSelected={row.name === selected}
              isStop={row.name === selected || index === stop}
            />
          )
        })}
      </div>
    </div>
  )
}

/** A view that the address does not have yet, and what it has. */
interface HeldView {
  readonly view: Span
  readonly time: string | undefined
}

/** Where the moments of a view are; the same object as long as they stay there, so that rows are rendered again only if they have changed. */
function useScale(view: Span, busy: BusyTimes, until: number): TimeScale {
  const folds = useMemo(() => idleFolds(workUntil(busy, until), view), [busy, until, view])
  const kept = useKept(folds, areSameSpans)
  return useMemo(() => timeScale(view, kept), [view, kept])
}

function areSameSpans(some: readonly Span[], others: readonly Span[]): boolean {
  return some.length === others.length && some.every((span, index) => isSameSpan(span, others[index] ?? span))
}

interface UnderProps {
  readonly scale: TimeScale
  readonly marked: { readonly left: number; readonly right: number } | undefined
}

/** Under all rows: the stretches that are folded, and the one that is being marked. */
function Under({ scale, marked }: UnderProps) {
  return (
    <div className="timeline-under" aria-hidden="true">
      <div className="track">
        {scale.pieces.map(({ isFold, from, left, right }) =>
          isFold ? <div key={from} className="fold" style={{ left: `${left}%`, width: `${right - left}%` }} /> : null,
        )}
        {marked === undefined ? null : (
          <div className="marked" style={{ left: `${marked.left}%`, width: `${marked.right - marked.left}%` }} />
        )}
      </div>
    </div>
  )
}

/** The moment that stays where it is when one zooms: the middle of the view, or of the part of the selected step that is in it. */
function aroundOf(step: StepView | undefined, view: Span): number {
  const own = step === undefined ? undefined : runSpan([step])
  const seen = own !== undefined && own.from < view.to && own.to > view.from ? own : view
  return (Math.max(seen.from, view.from) + Math.min(seen.to, view.to)) / 2
}
