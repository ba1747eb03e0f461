import type { Kysely } from 'kysely'
import { columnTypes } from '../connection/dialect.ts'

/** Adds the work folder of the agent to an attempt: only an agent that starts again in the same folder knows that the attempt no longer runs. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('attempt').addColumn('home', columnTypes(db).text).execute()
}
