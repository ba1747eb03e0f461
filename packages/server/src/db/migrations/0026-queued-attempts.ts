import type { Kysely } from 'kysely'
import { columnTypes } from '../connection/dialect.ts'

/** Adds to each attempt when its task had come into the queue from which it was taken. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('attempt').addColumn('queued', columnTypes(db).int).execute()
}
