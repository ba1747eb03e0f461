import { type Kysely, sql } from 'kysely'
import { columnTypes } from '../connection/dialect.ts'

/**
 * Gives the table of idempotency records their name. A new table takes the rows, because neither database renames a primary key's constraint or an
 * index with its table.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int, json } = columnTypes(db)
  await db.schema
    .createTable('idempotency_record')
    .addColumn('key', text, (column) => column.notNull())
    .addColumn('company', text, (column) => column.notNull())
    .addColumn('action', text, (column) => column.notNull())
    .addColumn('reply', json, (column) => column.notNull())
    .addColumn('created', int, (column) => column.notNull())
    .addPrimaryKeyConstraint('idempotency_record_key', ['key'] as never)
    .execute()
  await sql`insert into idempotency_record (key, company, action, reply, created) select key, company, action, reply, created from receipt`.execute(
    db,
  )
  await db.schema.dropTable('receipt').execute()
  await sql`create index idempotency_record_by_created on idempotency_record (created)`.execute(db)
}
