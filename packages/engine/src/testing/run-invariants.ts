import { consequencesOf } from '../failure-rules.ts'
import { isEnded, stepOf, stepsOf } from '../run-state.ts'
import type { RunState, StepOutcome, StepState } from '../run-state.ts'

/** The invariants of every state that a state violates; for property tests. */
export function violationsOf(state: RunState): string[] {
  const steps = stepsOf(state)
  const wrong: string[] = []
  const must = (holds: boolean, what: string): void => void (holds || wrong.push(what))

  must(steps.length === state.stepCount, 'stepCount counts the steps')
  must(steps.filter((step) => step.phase !== 'waiting' && step.phase !== 'done').length === state.live, 'live counts the live steps')
  must(isEnded(state) ? state.live === 0 : state.live > 0 || state.open, 'a run ends when nothing is live, and not before')
  for (const step of steps) {
    const { name, hasRetryCallback, retries } = step.definition
    const parents = step.parents.map((parent) => stepOf(state, parent))
    const unfinished = parents.filter((parent) => parent?.phase !== 'done').length
    if (step.phase === 'waiting') {
      must(step.unfinishedParents === unfinished && unfinished > 0, `'${name}' counts the parents it waits for`)
      must(state.status === 'running', `'${name}' waits only while the run goes on`)
    } else if (step.status !== 'skipped') must(parents.every(opensChildren), `'${name}' does not start before its parents are done`)
    must(step.phase !== 'launched' || step.task !== undefined, `'${name}' has a task once launched`)
    must(step.phase !== 'done' || !['pending', 'queued', 'running'].includes(step.status), `'${name}' is done with a final status`)
    must(step.attempt <= (hasRetryCallback ? 3 : retries + 1), `'${name}' has no more attempts than allowed`)
  }
  return wrong
}

/** The invariants of every ended run that a run violates; for property tests. */
export function wrongEndingsOf(state: RunState): string[] {
  const steps = stepsOf(state)
  const wrong = steps.filter((step) => step.phase !== 'done').map((step) => `'${step.definition.name}' is not done`)
  const failing = steps.some((step) => consequencesOf(step.definition, step.status as StepOutcome).failsRun)
  const right = state.stopRequested !== undefined ? 'stopped' : failing ? 'failed' : 'completed'
  if (state.status !== right) wrong.push(`the run is ${state.status} and should be ${right}`)
  if (state.status === 'stopped' || (failing && state.pipeline.abortOnFailure === true)) return wrong
  for (const step of steps) {
    const isExcused = step.status !== 'skipped' || step.reason !== undefined || step.members !== undefined
    const isSkippedByParent = step.parents.some((name) => !opensChildren(stepOf(state, name)))
    if (!isExcused && !isSkippedByParent) wrong.push(`'${step.definition.name}' was skipped although it could have run`)
  }
  return wrong
}

function opensChildren(parent: StepState | undefined): boolean {
  return parent?.phase === 'done' && consequencesOf(parent.definition, parent.status as StepOutcome).childrenMayRun
}
