import { type Kysely, sql } from 'kysely'
import { columnTypes, isPostgres } from '../connection/dialect.ts'

const isArchived = (row: string) => `${row}.kind = 'system_tags' and ${row}.tag = 'archived'`

/** When a row of `task_tag` changes whether its task is archived. */
const changes = [
  { name: 'task_archived', on: 'insert', row: 'new', archived: 1 },
  { name: 'task_unarchived', on: 'delete', row: 'old', archived: 0 },
] as const

/**
 * Adds to each task whether it has the system tag `archived`, and the index from which the statistics of projects are counted without reading a task. The
 * database keeps the column by triggers, so that no statement that writes tags can omit it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('task')
    .addColumn('archived', columnTypes(db).int, (column) => column.notNull().defaultTo(sql`0`))
    .execute()
  await sql`update task set archived = 1 where id in (select task from task_tag where kind = 'system_tags' and tag = 'archived')`.execute(
    db,
  )
  for (const { name, on, row, archived } of changes) {
    const update = `update task set archived = ${archived} where id = ${row}.task`
    const when = isArchived(row)
    if (isPostgres(db)) {
      await sql
        .raw(`create function keep_${name}() returns trigger language plpgsql as $$ begin ${update}; return null; end $$`)
        .execute(db)
      await sql
        .raw(`create trigger ${name} after ${on} on task_tag for each row when (${when}) execute function keep_${name}()`)
        .execute(db)
    } else await sql.raw(`create trigger ${name} after ${on} on task_tag when ${when} begin ${update}; end`).execute(db)
  }
  await sql`create index task_of_project on task (company, project, archived, status, started, completed)`.execute(db)
  if (isPostgres(db)) return
  // What SQLite's planner assumes of a large team, as of the other indexes (`assumed-statistics.ts`).
  await sql`insert into sqlite_stat1 (tbl, idx, stat) values ('task', 'task_of_project', '200000 200000 1000 900 200 1 1')`.execute(db)
  await sql`analyze sqlite_schema`.execute(db)
}
