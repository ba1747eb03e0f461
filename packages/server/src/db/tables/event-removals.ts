import type { Reader, Tx } from '../../scope.ts'
import { rowBatches } from '../sql/row-batches.ts'

/** Schedules the removal of the events of tasks or models, in the transaction that deletes or resets these. */
export async function scheduleEventRemoval({ db, company, now, newId }: Tx, owners: readonly string[]): Promise<void> {
  const rows = owners.map((owner) => ({ id: newId(), company, owner, created: now() }))
  for (const batch of rowBatches(rows)) await db.insertInto('event_removal').values(batch).execute()
}

export async function areEventRemovals({ db }: Pick<Reader, 'db'>): Promise<boolean> {
  return (await db.selectFrom('event_removal').select('id').limit(1).executeTakeFirst()) !== undefined
}

export async function deleteEventRemovals({ db }: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await db.deleteFrom('event_removal').where('id', 'in', ids).execute()
}
