import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { unusableDatabase } from './storage-fault.ts'
import { UnusableDatabase } from './unusable-database.ts'

/** Brings a database up to date, in one transaction. Refuses a database with migrations that this version does not have. */
export async function migrate<DB>(db: Kysely<DB>, migrations: Readonly<Record<string, Migration>>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } })
  const { error, results = [] } = await migrator.migrateToLatest()
  const failed = results.find(({ status }) => status === 'Error')
  if (error === undefined) return
  const unusable = unusableDatabase(error)
  if (unusable !== undefined) throw unusable
  const message = error instanceof Error ? error.message : 'unknown reason'
  if (message.includes('previously executed migration'))
    throw new UnusableDatabase(
      'The database was written by a newer version of Clearway. Start that version, or point `database` or `data` elsewhere.',
      { cause: error },
    )
  throw new UnusableDatabase(`The database could not be brought up to date${failed ? ` (${failed.migrationName})` : ''}: ${message}`, {
    cause: error,
  })
}
