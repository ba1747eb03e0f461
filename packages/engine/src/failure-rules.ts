import type { StepDefinition } from './definition.ts'
import type { StepOutcome } from './run-state.ts'

/** What follows a failed attempt: the next one, a call of the controller's callback, or the end of the step. */
export function afterFailedAttempt(step: StepDefinition, attempt: number): 'retry' | 'ask' | 'final' {
  if (step.hasRetryCallback) return 'ask'
  return attempt <= step.retries ? 'retry' : 'final'
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
