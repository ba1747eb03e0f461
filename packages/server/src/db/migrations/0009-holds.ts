import { type Kysely, sql } from 'kysely'
import { columnTypes } from '../connection/dialect.ts'

/** Adds what keeps a queued task from being claimed besides a time: a move that is not over, and the pause of its run. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { int } = columnTypes(db)
  const flag = sql`0`
  await db.schema
    .alterTable('queue_entry')
    .addColumn('moved', int, (column) => column.notNull().defaultTo(flag))
    .execute()
  await db.schema
    .alterTable('queue_entry')
    .addColumn('paused', int, (column) => column.notNull().defaultTo(flag))
    .execute()
  await db.schema
    .alterTable('task')
    .addColumn('paused', int, (column) => column.notNull().defaultTo(flag))
    .execute()
  await sql`update queue_entry set moved = 1 where not_before is not null`.execute(db)
  await sql`create index queue_entry_moved on queue_entry (moved) where moved = 1`.execute(db)
}
