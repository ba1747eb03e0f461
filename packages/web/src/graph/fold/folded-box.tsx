import { memo } from 'react'
import { lookOf } from '../../ui/look.ts'
import { retryWords, useRetryMarks } from '../../ui/retry-marks.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { type FoldedSteps, markOf } from './folded-step.ts'
import type { StepGroup } from './groups.ts'

interface Props {
  readonly folded: FoldedSteps
  readonly x: number
  readonly y: number
  readonly index: number
  /** Whether the tab key leads to it. */
  readonly isStop: boolean
  /** Whether it holds the selected step. */
  readonly isSelected: boolean
  /** Whether it holds none of the steps that are filtered for. */
  readonly isDimmed: boolean
  /** The id of the element that describes what it takes from its parents, while that is shown. */
  readonly describedBy: string | undefined
  readonly onOpen: (group: StepGroup) => void
  readonly onSelect: (step: string) => void
}

/** The box of a folded group: how many of its steps are done, a bar of their states, and a button that leads to what failed. A click opens it. */
export const FoldedBox = memo(function FoldedBox({
  folded,
  x,
  y,
  index,
  isStop,
  isSelected,
  isDimmed,
  describedBy,
  onOpen,
  onSelect,
}: Props) {
  const { group, name, status, counts, total, done, failed } = folded
  const mark = markOf(folded, useRetryMarks())
  const said = counts.map(([state, count]) => `${count} ${lookOf(state).label}`).join(', ')
  const bad = counts.reduce((sum, [state, count]) => sum + (state === 'failed' || state === 'aborted' ? count : 0), 0)
  return (
    <div className="folded-node" style={{ transform: `translate(${x}px, ${y}px)` }}>
      <button
        type="button"
        className={`node${isSelected ? ' selected' : ''}${isDimmed ? ' dimmed' : ''}${mark === undefined ? '' : ` retry-${mark}`}`}
        aria-expanded={false}
        aria-describedby={describedBy}
        data-index={index}
        tabIndex={isStop ? 0 : -1}
        title={`${name}: ${said}. Click to open.`}
        onClick={() => onOpen(group)}
        style={{ borderLeftColor: lookOf(status).color }}
      >
        <span aria-hidden="true" className="mark">
          <StateMark state={status} />
        </span>
        <span className="name">
          {name}
          {/* In the same line as the name, so that both are read as one. */}
          <span className="state-read">
            : {said}
            {mark === undefined ? '' : `, ${retryWords[mark]}`}
          </span>
        </span>
        <span className="muted number" aria-hidden="true">
          {mark === 'again' || mark === 'first' ? '↻' : `${done}/${total}`}
        </span>
      </button>
      {failed === undefined ? null : (
        <button
          type="button"
          className="folded-failed"
          tabIndex={-1}
          aria-label={`${bad} failed: ${failed}`}
          title={`Show ${failed}, which is the first that failed`}
          onClick={() => onSelect(failed)}
        >
          <StateMark state={status} size={12} /> {bad}
        </button>
      )}
      <span className="folded-bar" aria-hidden="true">
        {counts.toReversed().map(([state, count]) => (
          <i key={state} style={{ flexGrow: count, background: lookOf(state).color }} />
        ))}
      </span>
    </div>
  )
})
