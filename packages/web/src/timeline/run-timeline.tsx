import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { RunHead, StepView } from '@clearway/contract'
import { hasEnded } from '@clearway/contract/status'
import { useNow } from '../ui/clock.ts'
import { durationOf } from '../ui/duration.ts'
import { lookOf } from '../ui/look.ts'
import { StateMark } from '../ui/state-mark.tsx'
import { ticksOf } from './ticks.ts'

interface Props {
  readonly run: RunHead
  readonly steps: readonly StepView[]
  readonly selected: string | undefined
  readonly onSelect: (step: string) => void
}
const rowHeight = 26

/** Where the time of a run went: for each step a bar of its wait and of its work, from the first moment of any step on. */
export function RunTimeline({ run, steps, selected, onSelect }: Props) {
  const scroll = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: steps.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  })
  const now = useNow(!hasEnded(run.status))
  const moments = steps.flatMap(({ queued_at, started_at, ended_at }) => [queued_at, started_at, ended_at].filter((at) => at !== undefined))
  const first = Math.min(...moments)
  if (moments.length === 0) return <div className="empty">No step has begun yet.</div>
  const span = Math.max(1, Math.max(now, ...moments) - first)
  const left = (at: number): string => `${(100 * (at - first)) / span}%`
  const width = (from: number, to: number): string => `max(2px, ${(100 * (to - from)) / span}%)`
  return (
    <div ref={scroll} className="timeline">
      <div className="timeline-head">
        <span>Step</span>
        <div className="track">
          {ticksOf(span).map((tick) => (
            <span key={tick} style={{ left: left(first + tick) }}>
              {durationOf(tick)}
            </span>
          ))}
        </div>
      </div>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const step = steps[index]
          if (step === undefined) return null
          const { name, status, queued_at: queued, started_at: started, ended_at: ended } = step
          const over = ended ?? (now === 0 ? first + span : now)
          return (
            <button
              type="button"
              key={name}
              aria-label={`${name}: ${lookOf(status).label}`}
              aria-pressed={name === selected}
              className={name === selected ? 'timeline-row selected' : 'timeline-row'}
              style={{ transform: `translateY(${start}px)` }}
              onClick={() => onSelect(name)}
            >
              <span className="timeline-name">
                <StateMark state={status} />
                {name}
              </span>
              <span className="track">
                {queued === undefined ? null : <i className="wait" style={{ left: left(queued), width: width(queued, started ?? over) }} />}
                {started === undefined ? null : (
                  <i className="work" style={{ left: left(started), width: width(started, over), background: lookOf(status).color }} />
                )}
              </span>
            </button>
          )
        })}
      </div>
    </div>
  )
}
