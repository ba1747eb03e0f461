import { type Kysely, sql } from 'kysely'
import { isPostgres } from '../connection/dialect.ts'

/** Keeps run events as they were written: `jsonb` orders the names of an object by length, and the order of a pipeline's steps is that of their names. */
export async function up(db: Kysely<unknown>): Promise<void> {
  if (isPostgres(db)) await sql`alter table run_event alter column event type text collate "C" using event::text`.execute(db)
}
