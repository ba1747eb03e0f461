import { database } from '@clearway/testkit'
import { type Kysely, sql } from 'kysely'
import { expect, test } from 'vitest'
import { connectTo } from '../../../test/database.ts'
import { packRecord, readRecord } from '../ingest/batch-records.ts'
import type { TelemetryTables } from '../tables.ts'
import { migrateTelemetry, telemetryMigrations } from './index.ts'

test('the batch records of an older version are found under their keys', async () => {
  await using fresh = await database.fresh()
  const db = connectTo(fresh) as unknown as Kysely<TelemetryTables>
  try {
    await migrateTelemetry(db, Object.fromEntries(Object.entries(telemetryMigrations).filter(([name]) => name < '0003')))
    await sql`insert into batch_receipt (key, company, answer, created) values ('k', 'c', ${packRecord({ sum: Infinity })}, 1)`.execute(db)
    await migrateTelemetry(db)
    expect(await readRecord(db, 'k')).toEqual({ sum: Infinity })
  } finally {
    await db.destroy()
  }
})
