import type { Kysely } from 'kysely'
import { columnTypes } from '../connection/dialect.ts'

/** Adds to projects and models which company made them public, which alone may make them private again, and to models what a page stores about them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, json } = columnTypes(db)
  for (const table of ['project', 'model']) await db.schema.alterTable(table).addColumn('origin', text).execute()
  await db.schema.alterTable('model').addColumn('ui_cache', json).execute()
}
