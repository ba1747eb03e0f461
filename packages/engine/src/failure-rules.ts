import type { StepDefinition } from './definition.ts'
import type { Members, StepOutcome, StepState } from './run-state.ts'

/** What follows a failed attempt: the next one, a call of the controller's callback, or the end of the step. */
export function afterFailedAttempt(step: StepDefinition, attempt: number): 'retry' | 'ask' | 'final' {
  if (step.hasRetryCallback) return 'ask'
  return attempt <= step.retries ? 'retry' : 'final'
}

/** How many seconds to wait before an attempt, counted from 1 since the step began or was retried by a person. */
export function delayBefore({ retryBackoff }: Pick<StepDefinition, 'retryBackoff'>, attempt: number): number {
  if (retryBackoff === undefined || attempt < 2) return 0
  const { seconds, factor, maxSeconds } = retryBackoff
  return Math.min(maxSeconds, seconds * factor ** (attempt - 2))
}

/** What the end of a step means for its run and its children. */
export interface Consequences {
  readonly failsRun: boolean
  readonly childrenMayRun: boolean
}

/** The consequences of each outcome. A skipped step does not fail the run, but its children lack its results and are skipped too. */
export function consequencesOf(step: StepDefinition, outcome: StepOutcome): Consequences {
  switch (outcome) {
    case 'completed':
    case 'cached':
      return { failsRun: false, childrenMayRun: true }
    case 'skipped':
      return { failsRun: false, childrenMayRun: false }
    case 'failed':
      return { failsRun: !step.continueOnFail, childrenMayRun: !step.skipChildrenOnFail }
    case 'aborted':
      return { failsRun: !step.continueOnAbort, childrenMayRun: !step.skipChildrenOnAbort }
  }
}

/** The outcome of an expanded step whose members are all done. */
export function outcomeOfGroup({ count, failed, aborted, skipped }: Members, isStopping: boolean): StepOutcome {
  if (failed > 0) return 'failed'
  if (aborted > 0 || (isStopping && skipped > 0)) return 'aborted'
  return count > 0 && skipped === count ? 'skipped' : 'completed'
}

/** The reason of a run that a step makes fail. */
export function failureText({ definition, status, reason }: Pick<StepState, 'definition' | 'status' | 'reason'>): string {
  return `Step '${definition.name}' ${status}${reason === undefined ? '' : `: ${reason}`}`
}
