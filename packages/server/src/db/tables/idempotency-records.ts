import { sql } from 'kysely'
import type { Reader, Tx } from '../../scope.ts'
import { dialectOf, isPostgres } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import { json, parse } from '../sql/json.ts'

export interface NewIdempotencyRecord {
  readonly key: string
  readonly action: string
  readonly reply: object
  /** Whether a stored record of the same key belongs to another call, and is therefore replaced. */
  readonly replaces: boolean
  readonly server: string
}

/** Stores a reply under its key. Returns false if there is a record of that key that must not be replaced. */
export async function addIdempotencyRecord(
  { db, company, now }: Tx,
  { key, action, reply, replaces, server }: NewIdempotencyRecord,
): Promise<boolean> {
  const row = { company, action, reply: json(reply), created: now(), server }
  const stored = await db
    .insertInto('idempotency_record')
    .values({ key, ...row })
    .onConflict((c) => (replaces ? c.column('key').doUpdateSet(row) : c.column('key').doNothing()))
    .executeTakeFirst()
  return (stored.numInsertedOrUpdatedRows ?? 0n) > 0n
}

export interface StoredReply {
  readonly reply: object
  readonly server: string
}

export async function findIdempotentReply({ db }: Pick<Reader, 'db'>, key: string): Promise<StoredReply | undefined> {
  const row = await db.selectFrom('idempotency_record').select(['reply', 'server']).where('key', '=', key).executeTakeFirst()
  return row === undefined ? undefined : { reply: parse<object>(row.reply), server: row.server }
}

/** Makes a server the one that deletes the record. */
export async function takeOverIdempotencyRecord({ db }: Tx, key: string, server: string): Promise<void> {
  await db.updateTable('idempotency_record').set({ server }).where('key', '=', key).execute()
}

/**
 * Serializes equal calls until the end of the transaction: the first may still be writing, here or on another server. SQLite has one writer and needs
 * no lock.
 */
export async function lockIdempotencyKey({ db }: Tx, key: string): Promise<void> {
  if (isPostgres(db)) await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(db)
}

/** Deletes records of a server. One that another server has replaced since, or has taken over, is no longer among them. */
export async function deleteIdempotencyRecords({ db }: Tx, server: string, keys: readonly string[]): Promise<void> {
  await db
    .deleteFrom('idempotency_record')
    .where(inList(sql.ref('key'), keys, dialectOf(db)))
    .where('server', '=', server)
    .execute()
}

export async function deleteIdempotencyRecordsBefore({ db }: Tx, created: number): Promise<void> {
  await db.deleteFrom('idempotency_record').where('created', '<', created).execute()
}
