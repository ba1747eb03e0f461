import { type Kysely, sql } from 'kysely'
import { isPostgres } from '../connection/dialect.ts'

/** Adds the index that gives the last runs in a project, among whose tasks there are many more steps than runs. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index task_runs_of_project on task (company, project, created, id) where type = 'controller'`.execute(db)
  if (isPostgres(db)) return
  // What SQLite's planner assumes of a large team, as of the other indexes (`assumed-statistics.ts`).
  await sql`insert into sqlite_stat1 (tbl, idx, stat) values ('task', 'task_runs_of_project', '10000 10000 50 1 1')`.execute(db)
  await sql`analyze sqlite_schema`.execute(db)
}
