import type { StepView } from '@clearway/contract'
import { memo } from 'react'
import { durationOf } from '../ui/duration.ts'
import { lookOf } from '../ui/look.ts'
import { retryWords, useRetryMarks } from '../ui/retry-marks.ts'
import { StateMark } from '../ui/state-mark.tsx'
import { type Segment, segmentsOf } from './segments.ts'
import { placeOf, type TimeScale } from './time-scale.ts'

interface Props {
  readonly step: StepView
  readonly index: number
  /** In pixels. */
  readonly top: number
  /** In ms since the epoch, the end of what has not ended. */
  readonly until: number
  readonly scale: TimeScale
  /** Who held the slot for which it waited, or holds it. */
  readonly holder: string | undefined
  readonly isCritical: boolean
  readonly isSelected: boolean
  /** Whether the tab key stops here; arrow keys move between rows. */
  readonly isStop: boolean
  readonly onSelect: (step: string) => void
}
const words = { wait: 'waited', setup: 'was set up', work: 'ran' } as const

/** A step of the timeline: a bar for each part of each of its executions, with who held the slot for which it waited. */
export const TimelineRow = memo(function TimelineRow({
  step,
  index,
  top,
  until,
  scale,
  holder,
  isCritical,
  isSelected,
  isStop,
  onSelect,
}: Props) {
  const { name, status } = step
  const mark = useRetryMarks().get(name)
  const { view } = scale
  const segments = segmentsOf(step, until)
  const last = segments.at(-1)?.attempt
  const inView = segments.filter(({ from, to }) => to >= view.from && from <= view.to)
  const noteOf = ({ kind, attempt }: Segment) => (kind === 'wait' && attempt === last ? holder : undefined)
  return (
    <button
      type="button"
      data-row={index}
      tabIndex={isStop ? 0 : -1}
      aria-pressed={isSelected}
      className={`timeline-row${isSelected ? ' selected' : ''}${isCritical ? ' critical' : ''}${mark === undefined ? '' : ` retry-${mark}`}`}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onSelect(name)}
    >
      <span className="timeline-name">
        <span aria-hidden="true" className="mark">
          <StateMark state={status} />
        </span>
        <span>
          {name}
          {/* In the same line as the name, so that both are read as one. */}
          <span className="state-read">
            : {lookOf(status).label}
            {isCritical ? ', on the critical path' : ''}
            {mark === undefined ? '' : `, ${retryWords[mark]}`}
          </span>
        </span>
        {mark === 'again' || mark === 'first' ? <span aria-hidden="true">↻</span> : null}
      </span>
      <span className="track">
        {inView.map((segment) => {
          const { kind, from, to, state, attempt } = segment
          const note = noteOf(segment)
          const took = `${last === 1 ? '' : `Attempt ${attempt} `}${words[kind]} ${durationOf(to - from)}`
          return (
            <i
              key={`${attempt} ${kind}`}
              className={`${kind}${attempt === last ? '' : ' earlier'}${note === undefined ? '' : ' named'}`}
              data-note={note}
              title={`${took}${note === undefined ? '' : `; slot ${note}`}`}
              style={{
                ...placeOf(scale, segment),
                ...(kind === 'work' ? { background: lookOf(state).color } : {}),
              }}
            />
          )
        })}
      </span>
    </button>
  )
})
