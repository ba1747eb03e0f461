import type { Command } from './commands.ts'
import type { Reduction } from './transition.ts'
import type { RunEvent } from './events.ts'
import { step } from './reducer.ts'
import { RefusedEvent } from './refused-event.ts'
import type { RunState } from './run-state.ts'

/** The result of several events. */
export interface Advance {
  readonly state: RunState
  /** What the host has to do because of the events. */
  readonly commands: readonly Command[]
  readonly changedSteps: ReadonlySet<string>
  /** The events to store: without those that change nothing. */
  readonly events: readonly RunEvent[]
}

/**
 * Applies events one after the other. An expansion that the engine refuses counts as the failure of its step, because a mapped step's list is the
 * user's data; any other refused event is an error of the host, and is thrown.
 */
export function advance(state: RunState, events: Iterable<RunEvent>): Advance {
  let current = state
  const commands: Command[] = []
  const changedSteps = new Set<string>()
  const accepted: RunEvent[] = []
  for (const event of events) {
    const [applied, reduction] = apply(current, event)
    if (reduction.state === current) continue
    current = reduction.state
    accepted.push(applied)
    commands.push(...reduction.commands)
    for (const name of reduction.changedSteps) changedSteps.add(name)
  }
  return { state: current, commands, changedSteps, events: accepted }
}

function apply(state: RunState, event: RunEvent): readonly [RunEvent, Reduction] {
  try {
    return [event, step(state, event)]
  } catch (error) {
    if (!(error instanceof RefusedEvent) || event.type !== 'step_expanded') throw error
    const { step: name, at } = event
    const failed: RunEvent = { type: 'launch_failed', step: name, reason: error.message, ...(at === undefined ? {} : { at }) }
    return [failed, step(state, failed)]
  }
}
