import type { EntityChange, Tx } from '../scope.ts'

/** Writes what a transaction has recorded for the stream, in its order. */
export async function writeChanges({ db, company, now, notify }: Tx, changes: readonly EntityChange[]): Promise<void> {
  if (changes.length === 0) return
  const created = now()
  await db
    .insertInto('change')
    .values(changes.map(({ entity, id, project = null, kind, rev }) => ({ company, entity, id, project, kind, rev, created })))
    .execute()
  notify('changes')
}
