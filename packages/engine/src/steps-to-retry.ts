import { mayJoin } from './join.ts'
import { stepOf, stepsOf } from './run-state.ts'
import type { RunState, StepState } from './run-state.ts'

/** The steps that failed or were aborted. */
export function failedSteps(state: RunState): string[] {
  return stepsOf(state)
    .filter((step) => hasFailed(step) && step.uncalled !== true)
    .map(({ definition }) => definition.name)
}

/** The steps that only the end of their run kept from beginning: a stop, a failure that aborts the run, or the end of a body that had not come to them. */
export function cutOffSteps(state: RunState): string[] {
  return stepsOf(state)
    .filter((step) => isCutOff(step) && mayJoin(step.definition.join, parentsOf(state, step)))
    .map(({ definition }) => definition.name)
}

function parentsOf(state: RunState, { parents }: StepState): StepState[] {
  return parents.flatMap((name) => stepOf(state, name) ?? [])
}

function hasFailed({ phase, status }: StepState): boolean {
  return phase === 'done' && (status === 'failed' || status === 'aborted')
}

/** A task that was stopped because the body did not call its step again counts as cut off too. */
function isCutOff(step: StepState): boolean {
  const isUncalled = step.uncalled === true && (step.status === 'skipped' || hasFailed(step))
  return isUncalled || isSkippedWithoutReason(step)
}

/**
 * Whether the end of the run skipped a step: a callback or an expansion gives a reason, a mapped step has members, a former member awaits the next
 * expansion.
 */
function isSkippedWithoutReason({ phase, status, reason, members, awaits }: StepState): boolean {
  return phase === 'done' && status === 'skipped' && reason === undefined && members === undefined && awaits !== 'expansion'
}
