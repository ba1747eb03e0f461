import type { Kysely } from 'kysely'
import { columnTypes } from '../connection/dialect.ts'

/**
 * Adds which users the configuration governs, when a user was deleted, and what people enter about users; to sessions, which administrator acts in the
 * user's name, and to tickets, who made them. Until here every user was the configuration's: the next start finds those whom it no longer names.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int } = columnTypes(db)
  await db.schema
    .alterTable('user')
    .addColumn('configured', int, (column) => column.notNull().defaultTo(1))
    .execute()
  await db.schema.alterTable('user').addColumn('deleted', int).execute()
  for (const column of ['email', 'given_name', 'family_name', 'avatar'])
    await db.schema.alterTable('user').addColumn(column, text).execute()
  await db.schema.alterTable('session').addColumn('actor', text).execute()
  await db.schema.alterTable('login_ticket').addColumn('maker', text).execute()
}
