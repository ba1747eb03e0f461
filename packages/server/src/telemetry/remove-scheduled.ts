import type { Context } from '../context.ts'
import { forgetEventRemovals } from '../db/event-removals.ts'
import { ActionError } from '../errors.ts'

/** Removes the events that were scheduled to go, of these owners or of all. Answers how many went. */
export async function removeScheduledEvents(
  { db, telemetry }: Pick<Context, 'db' | 'telemetry'>,
  owners?: readonly string[],
): Promise<number> {
  const { removals, events } = await telemetry.remove(owners)
  await forgetEventRemovals({ db }, removals)
  return events
}

/** The same for a call whose own part is done: it does not fail because the telemetry is just being started again. A job removes them then. */
export async function removeEventsNow(ctx: Context, owners: readonly string[]): Promise<number> {
  try {
    return await removeScheduledEvents(ctx, owners)
  } catch (error) {
    if (!(error instanceof ActionError) || error.code !== 'unavailable') throw error
    ctx.log.warn({ err: error, owners }, 'Events of what was deleted are removed later')
    return 0
  }
}
