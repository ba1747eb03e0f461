import { type Kysely, sql } from 'kysely'
import { columnTypes } from '../connection/dialect.ts'

/** Adds to each container that serves a model when it was registered. Of those that are there, only the last report is known. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { int } = columnTypes(db)
  await db.schema
    .alterTable('serving_container')
    .addColumn('registered', int, (column) => column.notNull().defaultTo(0))
    .execute()
  await sql`update serving_container set registered = last_report`.execute(db)
}
