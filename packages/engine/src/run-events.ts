import type { Draft } from './draft.ts'
import type { RunEventOf } from './events.ts'
import { halt } from './lifecycle.ts'
import { leaveUncalled } from './recalls.ts'
import { isEnded } from './run-state.ts'

/** Stops the run because somebody asks for it. */
export function requestStop(draft: Draft, event: RunEventOf<'stop_requested'>): void {
  if (isEnded(draft.base) || draft.head.stopRequested !== undefined) return
  draft.head = { ...draft.head, stopRequested: event.reason }
  if (draft.head.status === 'running') halt(draft, event.reason)
}

/** Stops the run because it exceeded its time limit. */
export function timeOut(draft: Draft, { reason }: RunEventOf<'run_timed_out'>): void {
  if (draft.head.status !== 'running') return
  const failure = reason ?? `the run took longer than its time limit of ${draft.head.pipeline.timeLimitSeconds ?? 0} s`
  draft.head = { ...draft.head, failure }
  halt(draft, failure)
}

/** Records that no further steps come: the body of the run has returned or failed. */
export function closeSteps(draft: Draft, event: RunEventOf<'steps_closed'>): void {
  if (!draft.head.open) return
  draft.head = { ...draft.head, open: false }
  leaveUncalled(draft, event.uncalled)
  if (event.failure === undefined) return
  draft.head = { ...draft.head, failure: draft.head.failure ?? event.failure }
  if (draft.head.pipeline.abortOnFailure === true && draft.head.status === 'running') halt(draft, event.failure)
}
