import { transact } from '../../db/connection/transaction.ts'
import type { Scope } from '../../scope.ts'
import type { Context } from '../../context.ts'
import { deleteEventRemovals } from '../../db/tables/event-removals.ts'
import { ActionError } from '../../errors.ts'

/** Removes the events that were scheduled to go, of these owners or of all. Answers how many went. */
export async function removeScheduledEvents(ctx: Scope & Pick<Context, 'telemetry'>, owners?: readonly string[]): Promise<number> {
  const { removals, events } = await ctx.telemetry.remove(owners)
  // The call's own transaction, its fault point, is over.
  await transact({ ...ctx, doing: undefined }, (tx) => deleteEventRemovals(tx, removals))
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
