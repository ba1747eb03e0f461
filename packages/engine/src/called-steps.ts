import { admitStep } from './admit.ts'
import type { StepDefinition } from './definition.ts'
import type { Draft } from './draft.ts'
import { readStep } from './draft.ts'
import { sameJson } from './json.ts'
import { keepCalled, renewCalled } from './recalls.ts'
import { RefusedEvent } from './refused-event.ts'
import { isEnded } from './run-state.ts'

/** Adds a step that the body of a run has called. A step that is there with the same definition changes nothing. */
export function addCalled(draft: Draft, definition: StepDefinition): void {
  const existing = readStep(draft, definition.name)
  if (existing !== undefined && existing.awaitsCall !== true && sameJson(existing.definition, definition)) return
  if (isEnded(draft.base)) throw new RefusedEvent('run_ended', `Step '${definition.name}' came after the run had ended.`)
  admitStep(draft, definition)
}

/** Takes a call that a retried body has repeated: of a step from before the retry, or of a new one. */
export function recallStep(draft: Draft, definition: StepDefinition): void {
  const kept = readStep(draft, definition.name)
  // It has begun anew meanwhile, or was called already.
  if (kept?.calledBeforeRetry !== true) return addCalled(draft, definition)
  // A run that is being stopped, or has ended, begins nothing anew: the step stays as it ended.
  if (draft.head.status !== 'running') return
  if (sameJson(kept.definition, definition)) return keepCalled(draft, kept)
  renewCalled(draft, kept)
  admitStep(draft, definition)
}
