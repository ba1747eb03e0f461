import type { Kysely } from 'kysely'
import { columnTypes } from '../connection/dialect.ts'

/** Adds the table of the processes that hold agents' names, and until when. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int } = columnTypes(db)
  await db.schema
    .createTable('agent_name')
    .addColumn('company', text, (column) => column.notNull())
    .addColumn('agent', text, (column) => column.notNull())
    .addColumn('boot', text, (column) => column.notNull())
    .addColumn('home', text, (column) => column.notNull())
    .addColumn('host', text, (column) => column.notNull())
    .addColumn('pid', int, (column) => column.notNull())
    .addColumn('held_until', int, (column) => column.notNull())
    .addPrimaryKeyConstraint('agent_name_pkey', ['company', 'agent'])
    .execute()
}
