import { writeStep } from './draft.ts'
import type { Draft } from './draft.ts'
import type { RunEvent } from './events.ts'
import { conclude, failAttempt } from './lifecycle.ts'
import { stepStatusOf } from './step-status.ts'
import type { StepState } from './run-state.ts'

/**
 * Applies an observed status of a step's task. Only the current attempt counts, and the first observed end is final, so observations that
 * come late, twice or out of order change nothing. A status that arrives before the answer to its launch confirms the launch.
 */
export function observeStatus(draft: Draft, step: StepState, event: RunEvent & { readonly type: 'step_status' }): void {
  const { task, attempt, reason = '' } = event
  const isConfirmed = step.phase === 'launched' && step.task === task
  const isConfirmation = step.phase === 'launching'
  if (attempt !== step.attempt || !(isConfirmed || isConfirmation)) return

  const launched: StepState = isConfirmed ? step : { ...step, phase: 'launched', task }
  const status = stepStatusOf[event.status]
  switch (status) {
    case 'queued':
    case 'running': {
      const starts = status === 'running' && launched.startedAt === undefined && draft.at !== undefined
      if (isConfirmed && launched.status === status && !starts) return
      return writeStep(draft, { ...launched, status, ...(starts ? { startedAt: draft.at } : {}) })
    }
    case 'completed':
      return conclude(draft, launched, 'completed')
    case 'aborted':
      return conclude(draft, launched, 'aborted', launched.stopping ?? reason)
    case 'failed':
      return failAttempt(draft, launched, reason)
  }
}
