import { type Kysely, sql } from 'kysely'

/**
 * Makes the active duration of tasks that have ended what lists show as how long they took: until then it counted to the last report before the end. A run
 * counts from its first event.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const began = sql`coalesce(case when type = 'controller' then (select e.created from run_event e where e.run = task.id and e.seq = 1) end, started)`
  await sql`update task set active_duration = cast((completed - ${began}) / 1000 as integer)
    where status in ('completed', 'failed', 'stopped', 'closed', 'published', 'publishing') and completed >= started and completed >= ${began}`.execute(
    db,
  )
}
