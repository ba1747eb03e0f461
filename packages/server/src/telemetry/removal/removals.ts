import { type Kysely, sql } from 'kysely'
import { dialectOf, isPostgres } from '../../db/connection/dialect.ts'
import { inList } from '../../db/sql/in-list.ts'
import type { EventRemovalTable } from '../../db/schema.ts'
import type { ReadConnection } from '../../scope.ts'
import { imageAddresses, removeEvents } from './remove-events.ts'
import type { TelemetryTables } from '../tables.ts'
import type { Removed } from '../telemetry.ts'

interface Stores {
  readonly events: Kysely<TelemetryTables>
  readonly control: ReadConnection
}
type Removal = Pick<EventRemovalTable, 'id' | 'company' | 'owner'>

/**
 * Carries out the removals that the control database has scheduled for these owners (default: for all). Each is carried out once, and before any
 * later event of its owner is stored, so that a task that was reset loses nothing of what it reports afterwards.
 */
export async function carryOutRemovals(stores: Stores, owners?: readonly string[]): Promise<Removed> {
  const { control } = stores
  const scheduled = control.selectFrom('event_removal').select(['id', 'company', 'owner'])
  const chosen = owners === undefined ? scheduled : scheduled.where(inList(sql.ref('owner'), owners, dialectOf(control)))
  const removals = await chosen.orderBy('id').execute()
  let events = 0
  const images = new Map<string, readonly string[]>()
  for (const removal of removals) {
    const { company, owner } = removal
    const shown = owners === undefined ? [] : await imageAddresses(stores.events, company, owner)
    if (shown.length > 0) images.set(owner, shown)
    events += await carryOut(stores, removal)
  }
  return { removals: removals.map(({ id }) => id), events, images }
}

/** Carries out one removal. In SQLite one thread does everything in sequence; in PostgreSQL servers take turns by a lock on the owner. */
async function carryOut(stores: Stores, removal: Removal): Promise<number> {
  if (!isPostgres(stores.events)) return removeOnce(stores, removal)
  return stores.events.transaction().execute(async (events) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`removal ${removal.owner}`}, 0))`.execute(events)
    return removeOnce({ ...stores, events }, removal)
  })
}

async function removeOnce({ events, control }: Stores, { id, company, owner }: Removal): Promise<number> {
  const done = await events.selectFrom('removal_done').select('id').where('id', '=', id).executeTakeFirst()
  // A schedule that is gone from the control database was carried out by another server.
  const scheduled = await control.selectFrom('event_removal').select('id').where('id', '=', id).executeTakeFirst()
  if (done !== undefined || scheduled === undefined) return 0
  const removed = await removeEvents(events, company, owner)
  if (!(await isThere(control, owner))) await events.deleteFrom('log_head').where('task', '=', owner).execute()
  await events.insertInto('removal_done').values({ id, company }).execute()
  return removed
}

/** Whether a task has its row, so that it was reset, not deleted. */
async function isThere(control: ReadConnection, task: string): Promise<boolean> {
  return (await control.selectFrom('task').select('id').where('id', '=', task).executeTakeFirst()) !== undefined
}

/** Deletes the records of removals whose schedule was deleted in the control database: nothing can ask for them again. */
export async function deleteRemovalRecords({ events, control }: Stores): Promise<void> {
  const done = (await events.selectFrom('removal_done').select('id').execute()).map(({ id }) => id)
  if (done.length === 0) return
  const known = inList(sql.ref('id'), done, dialectOf(control))
  const kept = new Set((await control.selectFrom('event_removal').select('id').where(known).execute()).map(({ id }) => id))
  const over = done.filter((id) => !kept.has(id))
  if (over.length > 0)
    await events
      .deleteFrom('removal_done')
      .where(inList(sql.ref('id'), over, dialectOf(events)))
      .execute()
}
