import type { Kysely } from 'kysely'
import { columnTypes } from '../connection/dialect.ts'

/** Adds to each idempotency record which server stored the reply and deletes the record. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text } = columnTypes(db)
  await db.schema
    .alterTable('idempotency_record')
    .addColumn('server', text, (column) => column.notNull().defaultTo(''))
    .execute()
}
