import type { Transition } from './transition.ts'
import { readStep } from './transition.ts'
import { RefusedEvent } from './refused-event.ts'
import type { StepState } from './run-state.ts'

/** The step that an event names. Refuses an event of a step that the run does not have. */
export function knownStep(transition: Transition, name: string): StepState {
  const found = readStep(transition, name)
  if (found === undefined) throw new RefusedEvent('unknown_step', `This run has no step '${name}'.`)
  return found
}
