import type { RunEvent } from './events.ts'

/** The oldest version of the engine that replays events as they are meant. */
export function versionNeeded(events: Iterable<RunEvent>): number {
  for (const event of events)
    if (event.type === 'step_recalled' || (event.type === 'steps_closed' && event.uncalled !== undefined)) return 3
  return 2
}
