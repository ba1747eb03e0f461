import { type Kysely, sql } from 'kysely'

/** Hides reports from lists of tasks: those that were made before new ones got this tag. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`insert into task_tag (task, company, kind, tag) select t.id, t.company, 'system_tags', 'hidden' from task as t where t.type = 'report'
    and not exists (select 1 from task_tag as g where g.task = t.id and g.kind = 'system_tags' and g.tag = 'hidden')`.execute(db)
}
