import type { ImportedEntity } from '@clearway/contract'
import { sql } from 'kysely'
import type { Actor, Reader, Tx } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import { lockedFor } from '../sql/lock-row.ts'

/** A row of another server: which server, what it is, and its id there. */
export interface Origin {
  readonly source: string
  readonly entity: ImportedEntity
  readonly id: string
}
/** Who imports, and from which server. */
export interface Importer {
  readonly source: string
  readonly isAdmin: boolean
}
/** Whether an import may write a row. `taken`: the row was here before the import. `changed`, `deleted`: here, since the import. */
export type Standing = 'new' | 'unchanged' | 'changed' | 'deleted' | 'taken'

/** The column that every change of a row raises. */
const changeTimes = { task: 'last_change', model: 'last_change', project: 'last_update' } as const

/**
 * Admits a row of another server, whose id is kept here. Locks it against other imports, and makes its record if there is none. Of another user's row
 * only administrators may write a newer state: to others its id is taken.
 */
export async function admitRow(
  tx: Actor,
  origin: Origin,
  isAdmin: boolean,
): Promise<{ readonly standing: Standing; readonly here: string }> {
  const { db, company, user } = tx
  const { entity, source, id } = origin
  const made = await db
    .insertInto('imported_row')
    .values({ company, source, entity, origin: id, id, marker: null, changed: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  const { id: here, changed } = made === undefined ? await findRecord(tx, origin) : { id, changed: null }
  const rows = db.selectFrom(entity as 'task').select([sql<number>`${sql.ref(changeTimes[entity])}`.as('changed'), 'user'])
  const row = await lockedFor(tx, rows.where('id', '=', here), 'change').executeTakeFirst()
  if (row !== undefined && row.user !== user.id && !isAdmin) return { standing: 'taken', here }
  return { standing: standingOf(row?.changed, { isNew: made !== undefined, changed }), here }
}

function standingOf(now: number | undefined, { isNew, changed }: { readonly isNew: boolean; readonly changed: number | null }): Standing {
  if (now === undefined) return isNew ? 'new' : 'deleted'
  if (changed === null) return 'taken'
  return now === changed ? 'unchanged' : 'changed'
}

/** The record of a row that was imported before. */
async function findRecord(tx: Tx, { source, entity, id }: Origin): Promise<{ readonly id: string; readonly changed: number | null }> {
  const records = tx.db.selectFrom('imported_row').select(['id', 'changed']).where('company', '=', tx.company)
  const record = records.where('source', '=', source).where('entity', '=', entity).where('origin', '=', id)
  return lockedFor(tx, record, 'change').executeTakeFirstOrThrow()
}

/** The id that an imported row has here; undefined if there is none. */
export async function idHere({ db, company }: Reader, { source, entity, id }: Origin): Promise<string | undefined> {
  const records = db.selectFrom('imported_row').select('id').where('company', '=', company)
  const record = records.where('source', '=', source).where('entity', '=', entity).where('origin', '=', id)
  return (await record.executeTakeFirst())?.id
}

/** Records the row that stands for one of another server, and its time of change; null for a row that was there before. */
export async function recordImported(
  { db, company }: Tx,
  { source, entity, id: origin }: Origin,
  { id, changed }: { readonly id: string; readonly changed: number | null },
): Promise<void> {
  await db
    .updateTable('imported_row')
    .set({ id, changed })
    .where('company', '=', company)
    .where('source', '=', source)
    .where('entity', '=', entity)
    .where('origin', '=', origin)
    .execute()
}

/** Records that a row has been brought whole. */
export async function recordWhole({ db, company }: Tx, { source, entity, id }: Origin, marker: string): Promise<void> {
  await db
    .updateTable('imported_row')
    .set({ marker })
    .where('company', '=', company)
    .where('source', '=', source)
    .where('entity', '=', entity)
    .where('origin', '=', id)
    .execute()
}

/** Those of the rows of another server that have been imported. */
export async function findImported(
  { db, company }: Reader,
  { source, entity, ids }: Omit<Origin, 'id'> & { readonly ids: readonly string[] },
): Promise<readonly { readonly origin: string; readonly id: string; readonly marker: string | null }[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('imported_row')
    .select(['origin', 'id', 'marker'])
    .where('company', '=', company)
    .where('source', '=', source)
    .where('entity', '=', entity)
    .where(inList(sql.ref('origin'), ids, dialectOf(db)))
    .orderBy('origin')
    .execute()
}
