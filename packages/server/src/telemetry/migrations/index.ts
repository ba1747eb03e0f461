import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { UnusableDatabase } from '../../db/connection/unusable-database.ts'
import * as initial from './0001-initial.ts'
import * as outputOffsets from './0002-output-offsets.ts'
import * as batchRecords from './0003-batch-records.ts'
import * as writtenPoints from './0004-written-points.ts'

/** The migrations in their order, forward only. A released migration is never edited. */
export const telemetryMigrations: Readonly<Record<string, Migration>> = {
  '0001-initial': initial,
  '0002-output-offsets': outputOffsets,
  '0003-batch-records': batchRecords,
  '0004-written-points': writtenPoints,
}

/** Brings the telemetry tables up to date. It has its own table of migrations, because in PostgreSQL the control tables are in the same database. */
export async function migrateTelemetry<DB>(db: Kysely<DB>, migrations = telemetryMigrations): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    migrationTableName: 'telemetry_migration',
    migrationLockTableName: 'telemetry_migration_lock',
  })
  const { error } = await migrator.migrateToLatest()
  if (error === undefined) return
  const message = error instanceof Error ? error.message : 'its cause is below'
  throw new UnusableDatabase(`The events database could not be brought up to date: ${message}`, { cause: error })
}
