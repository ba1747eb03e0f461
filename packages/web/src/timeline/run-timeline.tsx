import { useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import type { RunHead, StepView } from '@clearway/contract'
import { hasEnded } from '@clearway/contract/status'
import { waitingQuery } from '../api/queries.ts'
import { useNow } from '../ui/clock.ts'
import { durationOf } from '../ui/duration.ts'
import { criticalPath } from './critical-path.ts'
import { heldBy } from './held-by.ts'
import { pathSums, shortPath } from './path-sums.ts'
import { ticksOf } from './ticks.ts'
import { TimelineRow } from './timeline-row.tsx'

interface Props {
  readonly run: RunHead
  readonly steps: readonly StepView[]
  readonly selected: string | undefined
  readonly onSelect: (step: string) => void
}
const rowHeight = 26

/** Where the time of a run went: the executions of each step as bars of their wait, set-up and work, from the first moment of any step on. */
export function RunTimeline({ run, steps, selected, onSelect }: Props) {
  const scroll = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: steps.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  })
  const now = useNow(!hasEnded(run.status))
  const range = useMemo(() => rangeOf(steps), [steps])
  const path = useMemo(() => (range === undefined ? [] : criticalPath(steps, Number.MAX_SAFE_INTEGER)), [steps, range])
  const onPath = useMemo(() => new Set(path), [path])
  const { data } = useQuery({ ...waitingQuery, enabled: steps.some(({ status }) => status === 'queued') })
  const waiting = useMemo(() => new Map(data?.tasks.map((task) => [task.id, task])), [data])
  if (range === undefined) return <div className="empty">No step has begun yet.</div>
  const { first } = range
  const until = Math.max(now, range.last)
  const span = Math.max(1, until - first)
  const sums = pathSums(steps, path, until)
  const percent = (at: number): number => (100 * (at - first)) / span
  return (
    <div ref={scroll} className="timeline">
      <p className="timeline-path muted">
        <span className="critical-mark" aria-hidden="true" /> Critical path: {shortPath(path)} · ran {durationOf(sums.work)} · waited{' '}
        {durationOf(sums.wait)} · set up {durationOf(sums.setup)}
      </p>
      <div className="timeline-head">
        <span>Step</span>
        <div className="track">
          {ticksOf(0.94 * span).map((tick) => (
            <span key={tick} style={{ left: `${percent(first + tick)}%` }}>
              {durationOf(tick)}
            </span>
          ))}
        </div>
      </div>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const step = steps[index]
          return step === undefined ? null : (
            <TimelineRow
              key={step.name}
              step={step}
              top={start}
              until={until}
              percent={percent}
              holder={heldBy(step, waiting)}
              isCritical={onPath.has(step.name)}
              isSelected={step.name === selected}
              onSelect={onSelect}
            />
          )
        })}
      </div>
    </div>
  )
}

/** The first and the last moment of any step; undefined if none has begun. */
function rangeOf(steps: readonly StepView[]): { readonly first: number; readonly last: number } | undefined {
  let [first, last] = [Infinity, -Infinity]
  for (const { tries = [], ...step } of steps)
    for (const { queued_at: queued, started_at: started, ended_at: ended } of [...tries, step])
      for (const at of [queued, started, ended]) {
        if (at === undefined) continue
        first = Math.min(first, at)
        last = Math.max(last, at)
      }
  return first === Infinity ? undefined : { first, last }
}
