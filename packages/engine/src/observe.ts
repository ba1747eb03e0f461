import { writeStep } from './transition.ts'
import type { Transition } from './transition.ts'
import type { RunEventOf } from './events.ts'
import { conclude, failAttempt, launched } from './lifecycle.ts'
import { stepStatusOf } from './step-status.ts'
import type { StepState } from './run-state.ts'

/**
 * Applies an observed status of a step's task. Only the current attempt counts, and the first observed end is final, so observations that
 * come late, twice or out of order change nothing. A status that arrives before the answer to its launch confirms the launch.
 */
export function observeStatus(transition: Transition, step: StepState, event: RunEventOf<'step_status'>): void {
  const { task, attempt, reason = '' } = event
  const isConfirmed = step.phase === 'launched' && step.task === task
  const isConfirmation = step.phase === 'launching'
  if (attempt !== step.attempt || !(isConfirmed || isConfirmation)) return

  const observed = isConfirmed ? step : launched(step, task)
  const status = stepStatusOf[event.status]
  switch (status) {
    case 'queued':
    case 'running': {
      const starts = status === 'running' && observed.startedAt === undefined && transition.at !== undefined
      if (isConfirmed && observed.status === status && !starts) return
      return writeStep(transition, { ...observed, status, ...(starts ? { startedAt: transition.at } : {}) })
    }
    case 'completed':
      return conclude(transition, observed, 'completed')
    case 'aborted':
      return conclude(transition, observed, 'aborted', observed.stopping ?? reason)
    case 'failed':
      return failAttempt(transition, observed, reason)
  }
}
