import { deserialize, serialize } from 'node:v8'
import type { Kysely } from 'kysely'
import type { TelemetryTables } from '../tables.ts'
import type { AddedBatch } from '../telemetry.ts'

/** The answer of the batch that was stored under this key; undefined if there is none, or if its record was deleted. */
export async function storedAnswer(db: Kysely<TelemetryTables>, key: string): Promise<AddedBatch | undefined> {
  const row = await db.selectFrom('batch_receipt').select('answer').where('key', '=', key).executeTakeFirst()
  return row === undefined ? undefined : (deserialize(row.answer) as AddedBatch)
}

export function packAnswer(answer: AddedBatch): Uint8Array {
  return serialize(answer)
}
