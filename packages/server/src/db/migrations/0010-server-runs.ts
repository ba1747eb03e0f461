import { type Kysely, sql } from 'kysely'
import { columnTypes } from '../connection/dialect.ts'

/** Adds what the server needs to drive runs itself: the driver of a controller, what a run has left to do, and the deadlines of runs and steps. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int } = columnTypes(db)
  await db.schema.alterTable('task').addColumn('driver', text).execute()
  await sql`create index task_by_driver on task (driver, status) where driver is not null`.execute(db)
  await db.schema.alterTable('run').addColumn('due', int).execute()
  await db.schema.alterTable('run').addColumn('shown_seq', int).execute()
  await db.schema.alterTable('run').addColumn('deadline', int).execute()
  await sql`create index run_by_deadline on run (deadline) where deadline is not null`.execute(db)
  await sql`create index run_by_due on run (due) where due is not null`.execute(db)
  await db.schema.alterTable('step_launch').addColumn('deadline', int).execute()
  await sql`create index step_launch_by_deadline on step_launch (deadline) where deadline is not null`.execute(db)
}
