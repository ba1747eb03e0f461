import type { Ref } from 'react'
import { roughDuration } from '@clearway/contract/rough-duration'
import { durationOf } from '../ui/duration.ts'
import { ticksOf } from './ticks.ts'
import type { Span, TimeScale } from './time-scale.ts'

interface Props {
  readonly title: string
  readonly scale: TimeScale
  /** The first moment of the run. */
  readonly first: number
  readonly track: Ref<HTMLDivElement>
  readonly onUnfold: (view: Span) => void
}

/** The time since the first moment of a run, and how long each stretch is that is folded; a click shows what is in it. */
export function TimelineHead({ title, scale, first, track, onUnfold }: Props) {
  return (
    <div className="timeline-head">
      <span>{title}</span>
      <div className="track" ref={track}>
        {ticksOf(scale, first).map(({ left, label }) => (
          <span key={left} className="tick" style={{ left: `${left}%` }}>
            {label}
          </span>
        ))}
        {scale.pieces.map(({ isFold, from, to, right }) =>
          isFold ? (
            <button
              key={from}
              type="button"
              className="fold-label"
              style={{ right: `${100 - right}%` }}
              title={`Nothing ran for ${durationOf(to - from)}. Show this time`}
              aria-label={`${durationOf(to - from)} in which nothing ran: show this time`}
              onClick={() => onUnfold({ from, to })}
            >
              {roughDuration(to - from)}
            </button>
          ) : null,
        )}
      </div>
    </div>
  )
}
