import { type Kysely, sql } from 'kysely'
import { columnTypes, isPostgres } from '../connection/dialect.ts'

/** Adds the figures of machines and queues over time. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int, real } = columnTypes(db)
  const table = db.schema
    .createTable('load_sample')
    .addColumn('company', text, (column) => column.notNull())
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('metric', text, (column) => column.notNull())
    .addColumn('owner', text, (column) => column.notNull())
    .addColumn('variant', text, (column) => column.notNull())
    .addColumn('span', int, (column) => column.notNull())
    .addColumn('at', int, (column) => column.notNull())
    .addColumn('total', real, (column) => column.notNull())
    .addColumn('count', int, (column) => column.notNull())
    .addColumn('least', real, (column) => column.notNull())
    .addColumn('most', real, (column) => column.notNull())
    .addPrimaryKeyConstraint('load_sample_pkey', ['company', 'kind', 'metric', 'owner', 'variant', 'span', 'at'])
  // `without rowid` stores the samples of a machine next to each other in SQLite; PostgreSQL has no such tables.
  await (isPostgres(db) ? table : table.modifyEnd(sql`without rowid`)).execute()
  await db.schema.createIndex('load_sample_by_time').on('load_sample').columns(['span', 'at']).execute()
}
