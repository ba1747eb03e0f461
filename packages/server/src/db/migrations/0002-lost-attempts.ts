import type { Kysely } from 'kysely'

/** Adds to a queue entry the lost attempt because of which it was made. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('queue_entry').addColumn('lost', 'text').execute()
}
