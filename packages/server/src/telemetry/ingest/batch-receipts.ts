import { deserialize, serialize } from 'node:v8'
import type { Kysely } from 'kysely'
import type { TelemetryTables } from '../tables.ts'
import type { AddedBatch } from '../telemetry.ts'

/** What the batch of this key did, if it is here and its call may still be sent again. */
export async function answerTo(db: Kysely<TelemetryTables>, key: string): Promise<AddedBatch | undefined> {
  const row = await db.selectFrom('batch_receipt').select('answer').where('key', '=', key).executeTakeFirst()
  return row === undefined ? undefined : (deserialize(row.answer) as AddedBatch)
}

export function packAnswer(answer: AddedBatch): Uint8Array {
  return serialize(answer)
}
