import { type Kysely, sql } from 'kysely'

/** Removes the project of a file, which nothing reads: what a project holds is found by its tasks. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop index file_by_project`.execute(db)
  await db.schema.alterTable('file').dropColumn('project').execute()
}
