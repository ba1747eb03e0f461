import { deserialize, serialize } from 'node:v8'
import type { Kysely } from 'kysely'
import type { TelemetryTables } from '../tables.ts'

/** What the record with this key holds; undefined if there is none, or if it was deleted. */
export async function readRecord<T>(db: Kysely<TelemetryTables>, key: string): Promise<T | undefined> {
  const row = await db.selectFrom('batch_record').select('answer').where('key', '=', key).executeTakeFirst()
  return row === undefined ? undefined : (deserialize(row.answer) as T)
}

/** The bytes that a record holds for a value. */
export function packRecord(value: unknown): Uint8Array {
  return serialize(value)
}
