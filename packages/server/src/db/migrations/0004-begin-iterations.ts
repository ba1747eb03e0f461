import { type Kysely, sql } from 'kysely'

/** Adds the iteration at which an attempt began. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('attempt')
    .addColumn('begin_iteration', 'bigint', (column) => column.notNull().defaultTo(sql`0`))
    .execute()
}
