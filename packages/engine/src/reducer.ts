import { addCalled, recallStep } from './called-steps.ts'
import { closeTransition, openTransition } from './transition.ts'
import type { Transition, Reduction } from './transition.ts'
import type { RunEvent } from './events.ts'
import { expand } from './expand.ts'
import { knownStep } from './known-step.ts'
import { observeStatus } from './observe.ts'
import { changeParameters, pause, resume } from './pause.ts'
import { RefusedEvent } from './refused-event.ts'
import { retrySteps } from './retry-steps.ts'
import { closeSteps, requestStop, timeOut } from './run-events.ts'
import { newRun } from './run-state.ts'
import type { RunState } from './run-state.ts'
import { startRun } from './start-run.ts'
import { decidePreExecute, decideRetry, endPosting, failLaunch, missCache, recordLaunch, takeCached, timeOutStep } from './step-events.ts'

/**
 * Applies one event: gives the next state, and the commands that the host has to carry out because of it. The given state is not changed. An
 * event that changes nothing gives the very same state; an event that contradicts the run throws `RefusedEvent`.
 */
export function step(state: RunState, event: RunEvent): Reduction {
  if (event.type === 'run_started') return startRun(state, event)
  if (state.status === 'new') throw new RefusedEvent('not_started', `'${event.type}' came before 'run_started'.`)
  const transition = openTransition(state, event.at)
  const headBefore = transition.head
  apply(transition, event)
  if (transition.changed.size === 0 && transition.head === headBefore) return { state, commands: [], changedSteps: [] }
  return closeTransition(transition)
}

/** The state that a history leads to. */
export function replay(events: Iterable<RunEvent>, from: RunState = newRun): RunState {
  let state = from
  for (const event of events) state = step(state, event).state
  return state
}

function apply(transition: Transition, event: Exclude<RunEvent, { type: 'run_started' }>): void {
  switch (event.type) {
    case 'step_added':
      return addCalled(transition, event.definition)
    case 'step_recalled':
      return recallStep(transition, event.definition)
    case 'step_expanded':
      return expand(transition, event)
    case 'steps_closed':
      return closeSteps(transition, event)
    case 'stop_requested':
      return requestStop(transition, event)
    case 'run_timed_out':
      return timeOut(transition, event)
    case 'paused':
      return pause(transition, event)
    case 'resumed':
      return resume(transition)
    case 'parameters_changed':
      return changeParameters(transition, event)
    case 'steps_retried':
      return retrySteps(transition, event)
    case 'step_status':
      return observeStatus(transition, knownStep(transition, event.step), event)
    case 'pre_execute_decided':
      return decidePreExecute(transition, event)
    case 'step_cached':
      return takeCached(transition, event)
    case 'cache_missed':
      return missCache(transition, event)
    case 'step_launched':
      return recordLaunch(transition, event)
    case 'launch_failed':
      return failLaunch(transition, event)
    case 'step_timed_out':
      return timeOutStep(transition, event)
    case 'retry_decided':
      return decideRetry(transition, event)
    case 'post_execute_done':
      return endPosting(transition, event)
  }
}
