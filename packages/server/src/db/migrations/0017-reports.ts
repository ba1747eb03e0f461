import type { Kysely } from 'kysely'
import { columnTypes } from '../connection/dialect.ts'

/** Adds to tasks the text of a report with the addresses of its files, and which company has made the task public. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text } = columnTypes(db)
  for (const column of ['report', 'report_assets', 'origin']) await db.schema.alterTable('task').addColumn(column, text).execute()
}
