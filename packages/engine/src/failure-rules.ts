import type { StepDefinition } from './definition.ts'
import type { StepOutcome } from './run-state.ts'

/** What a failed attempt leads to: the next one, a question to the controller's callback, or the end of the step. */
export function afterFailedAttempt(step: StepDefinition, attempt: number): 'retry' | 'ask' | 'final' {
  if (step.hasRetryCallback) return 'ask'
  return attempt <= step.retries ? 'retry' : 'final'
}

/** What the end of a step means for others. */
export interface Consequences {
  readonly failsRun: boolean
  readonly childrenMayRun: boolean
}

/** The whole table of what each end of a step means. A skipped step fails nothing, but its children have nothing to build on. */
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
