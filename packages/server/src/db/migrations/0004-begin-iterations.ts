import { type Kysely, sql } from 'kysely'

/** An attempt knows at which iteration it began. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('attempt')
    .addColumn('begin_iteration', 'bigint', (column) => column.notNull().defaultTo(sql`0`))
    .execute()
}
