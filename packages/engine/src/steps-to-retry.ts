import { mayJoin } from './join.ts'
import { stepOf, stepsOf } from './run-state.ts'
import type { RunState, StepState } from './run-state.ts'

/** The steps that failed or were aborted. */
export function failedSteps(state: RunState): string[] {
  return stepsOf(state)
    .filter(({ phase, status }) => phase === 'done' && (status === 'failed' || status === 'aborted'))
    .map(({ definition }) => definition.name)
}

/** The steps that only the end of their run kept from beginning: a stop, or a failure that aborts the run. */
export function cutOffSteps(state: RunState): string[] {
  return stepsOf(state)
    .filter((step) => isSkippedWithoutReason(step) && mayJoin(step.definition.join, parentsOf(state, step)))
    .map(({ definition }) => definition.name)
}

function parentsOf(state: RunState, { parents }: StepState): StepState[] {
  return parents.flatMap((name) => stepOf(state, name) ?? [])
}

/** Whether the end of the run skipped a step: a callback or an expansion gives a reason, a mapped step has members, a former member awaits the next expansion. */
function isSkippedWithoutReason({ phase, status, reason, members, awaitsExpansion }: StepState): boolean {
  return phase === 'done' && status === 'skipped' && reason === undefined && members === undefined && awaitsExpansion !== true
}
