import { type Kysely, sql } from 'kysely'
import { columnTypes } from '../connection/dialect.ts'

/** Adds the task whose attempt made a row, which decides what an attempt may change. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ['task', 'model', 'project', 'file']) {
    await db.schema.alterTable(table).addColumn('maker', columnTypes(db).text).execute()
    await sql`create index ${sql.ref(`${table}_by_maker`)} on ${sql.table(table)} (maker) where maker is not null`.execute(db)
  }
}
