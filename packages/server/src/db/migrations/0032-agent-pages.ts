import { type Kysely, sql } from 'kysely'
import { columnTypes } from '../connection/dialect.ts'

/** Adds the version of each worker's program, and the index that gives the attempts of an agent by their time. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('worker').addColumn('version', columnTypes(db).text).execute()
  await sql`create index attempt_by_agent_claimed on attempt (agent, claimed)`.execute(db)
}
