import { type Kysely, sql } from 'kysely'

const isOrphan = sql`not exists (select 1 from task where task.id = attempt.task)`

/**
 * Deletes the attempts of deleted tasks, with their key pairs and sessions. The removal of the tasks' events is scheduled once more, which now also
 * deletes the heads of their logs.
 */
export async function up<Tables>(db: Kysely<Tables>): Promise<void> {
  await sql`insert into event_removal (id, company, owner, created)
    select min(id), company, task, max(claimed) from attempt where ${isOrphan} group by company, task`.execute(db)
  for (const table of ['session', 'credential'])
    await sql`delete from ${sql.table(table)} where attempt in (select id from attempt where ${isOrphan})`.execute(db)
  await sql`delete from attempt where ${isOrphan}`.execute(db)
}
