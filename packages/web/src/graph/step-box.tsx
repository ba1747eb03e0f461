import { memo } from 'react'
import type { StepView } from '@clearway/contract'
import { lookOf } from '../ui/look.ts'
import { retryWords, useRetryMarks } from '../ui/retry-marks.ts'
import { StateMark } from '../ui/state-mark.tsx'
import { Took } from '../ui/took.tsx'

interface BoxProps {
  readonly step: StepView
  readonly x: number
  readonly y: number
  readonly index: number
  /** Whether the tab key leads to it. */
  readonly isStop: boolean
  readonly isSelected: boolean
  /** Whether it is not among the steps that are filtered for. */
  readonly isDimmed: boolean
  /** The id of the element that describes what it takes from its parents, while that is shown. */
  readonly describedBy: string | undefined
  readonly onSelect: (step: string) => void
}

/** The box of a step, large enough to be read. */
export const StepBox = memo(function StepBox({
  step: { name, status, started_at, ended_at },
  x,
  y,
  index,
  isStop,
  isSelected,
  isDimmed,
  describedBy,
  onSelect,
}: BoxProps) {
  const mark = useRetryMarks().get(name)
  return (
    <button
      type="button"
      className={`node${isSelected ? ' selected' : ''}${isDimmed ? ' dimmed' : ''}${mark === undefined ? '' : ` retry-${mark}`}`}
      aria-pressed={isSelected}
      aria-describedby={describedBy}
      data-index={index}
      tabIndex={isStop ? 0 : -1}
      title={name}
      onClick={() => onSelect(name)}
      style={{ transform: `translate(${x}px, ${y}px)`, borderLeftColor: lookOf(status).color }}
    >
      <span aria-hidden="true" className="mark">
        <StateMark state={status} />
      </span>
      <span className="name">
        {name}
        {/* In the same line as the name, so that both are read as one. */}
        <span className="state-read">
          : {lookOf(status).label}
          {mark === undefined ? '' : `, ${retryWords[mark]}`}
        </span>
      </span>
      <span className="muted" aria-hidden="true">
        {mark === 'again' || mark === 'first' ? '↻' : <Took from={started_at} to={ended_at} />}
      </span>
    </button>
  )
})
