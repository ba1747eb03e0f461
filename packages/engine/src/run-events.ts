import type { Transition } from './transition.ts'
import type { RunEventOf } from './events.ts'
import { halt } from './lifecycle.ts'
import { leaveUncalled } from './recalls.ts'
import { isEnded } from './run-state.ts'

/** Stops the run because somebody asks for it. */
export function requestStop(transition: Transition, event: RunEventOf<'stop_requested'>): void {
  if (isEnded(transition.base) || transition.head.stopRequested !== undefined) return
  transition.head = { ...transition.head, stopRequested: event.reason }
  if (transition.head.status === 'running') halt(transition, event.reason)
}

/** Stops the run because it exceeded its time limit. */
export function timeOut(transition: Transition, { reason }: RunEventOf<'run_timed_out'>): void {
  if (transition.head.status !== 'running') return
  const failure = reason ?? `the run took longer than its time limit of ${transition.head.pipeline.timeLimitSeconds ?? 0} s`
  transition.head = { ...transition.head, failure }
  halt(transition, failure)
}

/** Records that no further steps come: the body of the run has returned or failed. */
export function closeSteps(transition: Transition, event: RunEventOf<'steps_closed'>): void {
  if (!transition.head.open) return
  transition.head = { ...transition.head, open: false }
  leaveUncalled(transition, event.uncalled)
  if (event.failure === undefined) return
  transition.head = { ...transition.head, failure: transition.head.failure ?? event.failure }
  if (transition.head.pipeline.abortOnFailure === true && transition.head.status === 'running') halt(transition, event.failure)
}
