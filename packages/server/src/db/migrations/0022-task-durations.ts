import { type Kysely, sql } from 'kysely'
import { isPostgres } from '../connection/dialect.ts'

/** Adds the index that gives the tasks of a name in a project that ended last, from which is forecast how long the next one takes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index task_ended_by_name on task (company, project, name, completed) where completed is not null`.execute(db)
  if (isPostgres(db)) return
  // What SQLite's planner assumes of a large team, as of the other indexes (`assumed-statistics.ts`).
  await sql`insert into sqlite_stat1 (tbl, idx, stat) values ('task', 'task_ended_by_name', '200000 200000 1000 20 1')`.execute(db)
  await sql`analyze sqlite_schema`.execute(db)
}
