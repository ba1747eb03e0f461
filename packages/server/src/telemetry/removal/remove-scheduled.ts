import { transact } from '../../db/connection/transaction.ts'
import type { Scope } from '../../scope.ts'
import type { Context } from '../../context.ts'
import { deleteEventRemovals } from '../../db/tables/event-removals.ts'
import { ActionError } from '../../errors.ts'
import type { Removed } from '../telemetry.ts'

export type RemovedEvents = Pick<Removed, 'events' | 'images'>

/** Removes the events that are scheduled for removal, of these owners (default: of all). */
export async function removeScheduledEvents(ctx: Scope & Pick<Context, 'telemetry'>, owners?: readonly string[]): Promise<RemovedEvents> {
  const { removals, events, images } = await ctx.telemetry.remove(owners)
  // The call's own transaction, which is its fault point, has ended: this one must not be one too.
  await transact({ ...ctx, doing: undefined }, (tx) => deleteEventRemovals(tx, removals))
  return { events, images }
}

/** Removes scheduled events for a call that has otherwise succeeded. It does not fail while the telemetry thread restarts: a job removes the events later. */
export async function removeEventsNow(ctx: Context, owners: readonly string[]): Promise<RemovedEvents> {
  try {
    return await removeScheduledEvents(ctx, owners)
  } catch (error) {
    if (!(error instanceof ActionError) || error.code !== 'unavailable') throw error
    ctx.log.warn({ err: error, owners }, 'Events of what was deleted are removed later')
    return { events: 0, images: new Map() }
  }
}
