import { type Kysely, sql } from 'kysely'

/** Adds the index that gives the attempts in a slot by their time, from which follows who held it before. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index attempt_by_worker_claimed on attempt (worker, claimed)`.execute(db)
}
