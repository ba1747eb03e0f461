import { type Kysely, sql } from 'kysely'
import { columnTypes } from '../../db/connection/dialect.ts'

/** Counts the points that each series was given. Readers compare counts, so that those of series from before may begin at zero. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { int } = columnTypes(db)
  await sql`alter table series add column written ${int} not null default 0`.execute(db)
}
