import { allNames, readStep, writeStep } from './transition.ts'
import type { Transition } from './transition.ts'
import { consequencesOf, failureText } from './failure-rules.ts'
import { earlierTriesOf } from './lifecycle.ts'
import type { RunState, StepOutcome, StepState } from './run-state.ts'

/** Whether a step neither runs nor waits for an answer of the host, so that it can begin anew. */
export function isAtRest({ phase }: StepState): boolean {
  return phase === 'done' || phase === 'waiting'
}

/**
 * A step as it was before it began, with another base task if one is given. A failed task runs again; after any other end, or with another base task, the
 * step gets a new task.
 */
export function renewed(step: StepState, baseTask?: string): StepState {
  const { definition, index, parents, children, attempt, group, status, task } = step
  const hasFailed = status === 'failed' || status === 'aborted'
  const runsAgain = baseTask === undefined && hasFailed && task !== undefined && step.needsNewTask === undefined
  const earlierTries = earlierTriesOf(step)
  return {
    definition: baseTask === undefined ? definition : { ...definition, baseTask },
    index,
    parents,
    children,
    unfinishedParents: 0,
    status: 'pending',
    phase: 'waiting',
    attempt,
    ...(attempt > 0 ? { earlierAttempts: attempt } : {}),
    ...(earlierTries === undefined ? {} : { earlierTries }),
    ...(attempt > 0 && !runsAgain ? { needsNewTask: true } : {}),
    ...(group === undefined ? {} : { group }),
  }
}

/** Counts anew what a step waits for. */
export function countParents(transition: Transition, name: string): void {
  const step = readStep(transition, name)
  if (step === undefined) return
  const unfinished = step.parents.filter((parent) => readStep(transition, parent)?.phase !== 'done').length
  writeStep(transition, {
    ...step,
    unfinishedParents: unfinished + Number(step.awaits !== undefined),
  })
}

/** The failure of a run because of the steps that have ended, if one of them fails it. */
export function failureLeft(transition: Transition): Pick<RunState, 'failure'> {
  const failing = allNames(transition)
    .flatMap((name) => readStep(transition, name) ?? [])
    .find((step) => step.phase === 'done' && consequencesOf(step.definition, step.status as StepOutcome).failsRun)
  return failing === undefined ? {} : { failure: failureText(failing) }
}
