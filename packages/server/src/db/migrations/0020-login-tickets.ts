import type { Kysely } from 'kysely'
import { columnTypes } from '../connection/dialect.ts'

/** Adds the tickets that log a browser in once. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int } = columnTypes(db)
  await db.schema
    .createTable('login_ticket')
    .addColumn('hash', text, (column) => column.primaryKey())
    .addColumn('company', text, (column) => column.notNull())
    .addColumn('user', text, (column) => column.notNull())
    .addColumn('access_key', text)
    .addColumn('expires', int, (column) => column.notNull())
    .execute()
}
