import type { Kysely } from 'kysely'
import { columnTypes } from '../connection/dialect.ts'

/** An attempt knows the work folder of its agent: only an agent that starts anew in the same folder can tell that the attempt runs no longer. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('attempt').addColumn('home', columnTypes(db).text).execute()
}
