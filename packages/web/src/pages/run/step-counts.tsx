import { type StepStatus, stepStatuses } from '@clearway/contract/status'
import { lookOf } from '../../ui/look.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import type { StepCounts as Counts } from './counts.ts'

interface Props {
  readonly counts: Counts
  /** The state whose steps alone are shown; undefined: all are. */
  readonly chosen: StepStatus | undefined
  readonly onChoose: (state: StepStatus | undefined) => void
}

/** How many steps are in each state, without the states that no step is in. A click on one shows its steps alone, another click all again. */
export function StepCounts({ counts, chosen, onChoose }: Props) {
  return (
    <span className="counts">
      {stepStatuses
        .filter((state) => counts[state] > 0 || state === chosen)
        .map((state) => (
          <button
            key={state}
            type="button"
            className="state-word step-count"
            aria-pressed={state === chosen}
            title={state === chosen ? 'Show all steps' : `Show what is ${lookOf(state).label} alone`}
            onClick={() => onChoose(state === chosen ? undefined : state)}
          >
            <StateMark state={state} size={12} /> {counts[state]}
          </button>
        ))}
    </span>
  )
}
