import { StateMark } from '../../ui/state-mark.tsx'
import type { StepCounts as Counts } from './counts.ts'

/** How many steps are in each state, without the states that no step is in. */
export function StepCounts({ counts }: { readonly counts: Counts }) {
  return (
    <span className="counts">
      {Object.entries(counts).flatMap(([state, count]) =>
        count === 0
          ? []
          : [
              <span key={state} className="state-word" title={`${count} ${state}`}>
                <StateMark state={state} size={12} /> {count}
              </span>,
            ],
      )}
    </span>
  )
}
