import { admitStep } from './admit.ts'
import type { StepDefinition } from './definition.ts'
import type { Transition } from './transition.ts'
import { readStep } from './transition.ts'
import { sameJson } from './json.ts'
import { keepCalled, renewCalled } from './recalls.ts'
import { RefusedEvent } from './refused-event.ts'
import { isEnded } from './run-state.ts'

/** Adds a step that the body of a run has called. A step that is there with the same definition changes nothing. */
export function addCalled(transition: Transition, definition: StepDefinition): void {
  const existing = readStep(transition, definition.name)
  if (existing !== undefined && existing.awaits !== 'call' && sameJson(existing.definition, definition)) return
  if (isEnded(transition.base)) throw new RefusedEvent('run_ended', `Step '${definition.name}' came after the run had ended.`)
  admitStep(transition, definition)
}

/** Takes a call that a retried body has repeated: of a step from before the retry, or of a new one. */
export function recallStep(transition: Transition, definition: StepDefinition): void {
  const kept = readStep(transition, definition.name)
  // The step was called already, or has begun anew since the retry.
  if (kept?.calledBeforeRetry !== true) return addCalled(transition, definition)
  // A run that is being stopped, or has ended, begins nothing anew: the step stays as it ended.
  if (transition.head.status !== 'running') return
  if (sameJson(kept.definition, definition)) return keepCalled(transition, kept)
  renewCalled(transition, kept)
  admitStep(transition, definition)
}
