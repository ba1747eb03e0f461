import type { Kysely } from 'kysely'
import { columnTypes } from '../connection/dialect.ts'

/** Adds what a task of a queue uses of its machine. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { real } = columnTypes(db)
  await db.schema.alterTable('queue').addColumn('cpu_usage', real).execute()
  await db.schema.alterTable('queue').addColumn('gpu_usage', real).execute()
}
