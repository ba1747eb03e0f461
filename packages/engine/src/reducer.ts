import { addCalled, recallStep } from './called-steps.ts'
import { closeDraft, openDraft } from './draft.ts'
import type { Draft, Reduction } from './draft.ts'
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
  const draft = openDraft(state, event.at)
  const headBefore = draft.head
  apply(draft, event)
  if (draft.changed.size === 0 && draft.head === headBefore) return { state, commands: [], changedSteps: [] }
  return closeDraft(draft)
}

/** The state that a history leads to. */
export function replay(events: Iterable<RunEvent>, from: RunState = newRun): RunState {
  let state = from
  for (const event of events) state = step(state, event).state
  return state
}

function apply(draft: Draft, event: Exclude<RunEvent, { type: 'run_started' }>): void {
  switch (event.type) {
    case 'step_added':
      return addCalled(draft, event.definition)
    case 'step_recalled':
      return recallStep(draft, event.definition)
    case 'step_expanded':
      return expand(draft, event)
    case 'steps_closed':
      return closeSteps(draft, event)
    case 'stop_requested':
      return requestStop(draft, event)
    case 'run_timed_out':
      return timeOut(draft, event)
    case 'paused':
      return pause(draft, event)
    case 'resumed':
      return resume(draft)
    case 'parameters_changed':
      return changeParameters(draft, event)
    case 'steps_retried':
      return retrySteps(draft, event)
    case 'step_status':
      return observeStatus(draft, knownStep(draft, event.step), event)
    case 'pre_execute_decided':
      return decidePreExecute(draft, event)
    case 'step_cached':
      return takeCached(draft, event)
    case 'cache_missed':
      return missCache(draft, event)
    case 'step_launched':
      return recordLaunch(draft, event)
    case 'launch_failed':
      return failLaunch(draft, event)
    case 'step_timed_out':
      return timeOutStep(draft, event)
    case 'retry_decided':
      return decideRetry(draft, event)
    case 'post_execute_done':
      return endPosting(draft, event)
  }
}
