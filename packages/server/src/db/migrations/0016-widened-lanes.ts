import type { Kysely } from 'kysely'
import { columnTypes } from '../connection/dialect.ts'

/** Adds to light lanes the start of their agent until whose end they take the controllers of any queue. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('worker').addColumn('widened_boot', columnTypes(db).text).execute()
}
