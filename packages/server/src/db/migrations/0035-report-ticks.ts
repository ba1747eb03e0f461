import { type Kysely, sql } from 'kysely'
import { columnTypes } from '../connection/dialect.ts'

/** Adds the time of the last report of workers, and from when the silence of containers counts, both on the deadline clock. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { int } = columnTypes(db)
  for (const [table, column] of [
    ['worker', 'reported'],
    ['serving_container', 'seen'],
  ] as const)
    await db.schema
      .alterTable(table)
      .addColumn(column, int, (c) => c.notNull().defaultTo(sql`0`))
      .execute()
}
