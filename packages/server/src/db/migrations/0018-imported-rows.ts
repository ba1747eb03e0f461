import type { Kysely } from 'kysely'
import { columnTypes } from '../connection/dialect.ts'

/** Adds which rows an import has brought from another server, and how far it came with each. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int } = columnTypes(db)
  await db.schema
    .createTable('imported_row')
    .addColumn('company', text, (column) => column.notNull())
    .addColumn('source', text, (column) => column.notNull())
    .addColumn('entity', text, (column) => column.notNull())
    .addColumn('origin', text, (column) => column.notNull())
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('marker', text)
    .addColumn('changed', int)
    .addPrimaryKeyConstraint('imported_row_key', ['company', 'source', 'entity', 'origin'] as never)
    .execute()
}
