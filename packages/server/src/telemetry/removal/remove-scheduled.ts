import { transact } from '../../db/connection/transaction.ts'
import type { Scope } from '../../scope.ts'
import type { Context } from '../../context.ts'
import { deleteEventRemovals } from '../../db/tables/event-removals.ts'
import { ActionError } from '../../errors.ts'

/** Removes the events that are scheduled for removal, of these owners (default: of all). Returns how many were removed. */
export async function removeScheduledEvents(ctx: Scope & Pick<Context, 'telemetry'>, owners?: readonly string[]): Promise<number> {
  const { removals, events } = await ctx.telemetry.remove(owners)
  // The call's own transaction, which is its fault point, has ended: this one must not be one too.
  await transact({ ...ctx, doing: undefined }, (tx) => deleteEventRemovals(tx, removals))
  return events
}

/** Does the same for a call that has otherwise succeeded, so it does not fail while the telemetry thread restarts: a job removes the events later. */
export async function removeEventsNow(ctx: Context, owners: readonly string[]): Promise<number> {
  try {
    return await removeScheduledEvents(ctx, owners)
  } catch (error) {
    if (!(error instanceof ActionError) || error.code !== 'unavailable') throw error
    ctx.log.warn({ err: error, owners }, 'Events of what was deleted are removed later')
    return 0
  }
}
