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

/** Deletes the schedules of removals that have been carried out, and records a change for those who watch these tasks. */
export async function deleteEventRemovals({ db, company, notify, recordChange }: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const removed = await db.deleteFrom('event_removal').where('id', 'in', ids).returning('owner').execute()
  const owners = [...new Set(removed.map(({ owner }) => owner))]
  // Somebody else has carried out all of them.
  if (owners.length === 0) return
  for (const owner of owners) notify(`metrics:${owner}`)
  const tasks = await db
    .selectFrom('task')
    .select(['id', 'project', 'rev'])
    .where('id', 'in', owners)
    .where('company', '=', company)
    .execute()
  for (const { id, project, rev } of tasks) recordChange({ entity: 'task', id, project, kind: 'metrics', rev })
}
