import type { JoinRule } from './definition.ts'
import { consequencesOf } from './failure-rules.ts'
import type { StepOutcome, StepState } from './run-state.ts'

type Parent = Pick<StepState, 'definition' | 'phase' | 'status'>

/** Whether the end of one parent keeps a step from running, however its other parents end. */
export function isBarredBy(join: JoinRule = 'all', parent: Parent): boolean {
  if (parent.phase !== 'done') return false
  switch (join) {
    case 'all':
      return !consequencesOf(parent.definition, parent.status as StepOutcome).childrenMayRun
    case 'none-failed':
      return parent.status === 'failed' || parent.status === 'aborted'
    case 'any':
      return false
  }
}

/** Whether a step runs whose parents are all done. */
export function mayJoin(join: JoinRule = 'all', parents: readonly Parent[]): boolean {
  if (join !== 'any') return !parents.some((parent) => isBarredBy(join, parent))
  return parents.length === 0 || parents.some(({ status }) => status === 'completed' || status === 'cached')
}
