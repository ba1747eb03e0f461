import type { Kysely } from 'kysely'

/** An entry that was made at the loss of an attempt names it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('queue_entry').addColumn('lost', 'text').execute()
}
