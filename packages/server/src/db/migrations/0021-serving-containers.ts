import type { Kysely } from 'kysely'
import { columnTypes } from '../connection/dialect.ts'

/** Adds the table of the containers that serve models. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int, real, json } = columnTypes(db)
  await db.schema
    .createTable('serving_container')
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('company', text, (column) => column.notNull())
    .addColumn('user', text, (column) => column.notNull())
    .addColumn('url', text)
    .addColumn('description', json, (column) => column.notNull())
    .addColumn('uptime', int, (column) => column.notNull())
    .addColumn('requests', int, (column) => column.notNull())
    .addColumn('requests_min', real, (column) => column.notNull())
    .addColumn('latency', real, (column) => column.notNull())
    .addColumn('timeout', int, (column) => column.notNull())
    .addColumn('last_report', int, (column) => column.notNull())
    .addPrimaryKeyConstraint('serving_container_pkey', ['company', 'user', 'id'])
    .execute()
}
