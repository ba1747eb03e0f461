import { consequencesOf } from '../failure-rules.ts'
import { isBarredBy, mayJoin } from '../join.ts'
import { isEnded, stepOf, stepsOf } from '../run-state.ts'
import type { RunState, StepOutcome } from '../run-state.ts'

/** The reason of a simulated run that took too long. */
export const tooLate = 'too late'

/** The invariants of every state that a state violates; for property tests. */
export function violationsOf(state: RunState): string[] {
  const steps = stepsOf(state)
  const wrong: string[] = []
  const must = (holds: boolean, what: string): void => void (holds || wrong.push(what))

  must(steps.length === state.stepCount, 'stepCount counts the steps')
  must(steps.filter((step) => step.phase !== 'waiting' && step.phase !== 'done').length === state.live, 'live counts the live steps')
  must(isEnded(state) ? state.live === 0 : state.live > 0 || state.open, 'a run ends when nothing is live, and not before')
  for (const step of steps) {
    const { name, join, hasRetryCallback, retries } = step.definition
    const parents = step.parents.flatMap((parent) => stepOf(state, parent) ?? [])
    const unfinished = parents.filter((parent) => parent.phase !== 'done').length + Number(step.awaits !== undefined)
    if (step.phase === 'waiting') {
      must(step.unfinishedParents === unfinished && unfinished > 0, `'${name}' counts the parents it waits for`)
      must(state.status === 'running', `'${name}' waits only while the run goes on`)
    } else if (step.status !== 'skipped')
      must(unfinished === 0 && mayJoin(join, parents), `'${name}' does not start before its parents are done`)
    must(step.phase !== 'launched' || step.task !== undefined, `'${name}' has a task once launched`)
    must(step.phase !== 'done' || !['pending', 'queued', 'running'].includes(step.status), `'${name}' is done with a final status`)
    must(step.phase !== 'held' || state.paused !== undefined, `'${name}' is held only while the run is paused`)
    const sinceRetry = step.attempt - (step.earlierAttempts ?? 0)
    must(sinceRetry <= (hasRetryCallback ? 3 : retries + 1), `'${name}' has no more attempts than allowed`)
  }
  return wrong
}

/** The invariants of every ended run that a run violates; for property tests. */
export function wrongEndingsOf(state: RunState): string[] {
  const steps = stepsOf(state)
  const wrong = steps.filter((step) => step.phase !== 'done').map((step) => `'${step.definition.name}' is not done`)
  const failing = steps.some((step) => consequencesOf(step.definition, step.status as StepOutcome).failsRun)
  const isLate = state.failure === tooLate
  const right = state.stopRequested !== undefined ? 'stopped' : failing || isLate ? 'failed' : 'completed'
  if (state.status !== right) wrong.push(`the run is ${state.status} and should be ${right}`)
  if (state.status === 'stopped' || isLate || (failing && state.pipeline.abortOnFailure === true)) return wrong
  for (const step of steps) {
    const isExcused = step.status !== 'skipped' || step.reason !== undefined || step.members !== undefined
    const parents = step.parents.flatMap((name) => stepOf(state, name) ?? [])
    const { join } = step.definition
    const isSkippedByParent = !mayJoin(join, parents) || parents.some((parent) => isBarredBy(join, parent))
    if (!isExcused && !isSkippedByParent) wrong.push(`'${step.definition.name}' was skipped although it could have run`)
  }
  return wrong
}
