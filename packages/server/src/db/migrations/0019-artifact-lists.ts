import type { Kysely } from 'kysely'

/** Adds indexes that give the artifacts of a company in the order of their time, and by their hash. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const index = (name: string, ...columns: readonly string[]) =>
    db.schema
      .createIndex(`task_artifact_by_${name}`)
      .on('task_artifact')
      .columns(['company', ...columns])
      .execute()
  await index('company_timestamp', 'timestamp', 'task', 'key', 'mode')
  await index('company_hash', 'hash', 'task')
}
