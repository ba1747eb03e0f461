import type { Kysely } from 'kysely'
import { columnTypes } from '../connection/dialect.ts'

/** Adds the agents that take no tasks until somebody resumes them. They outlive the agent's workers, which its end deletes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text } = columnTypes(db)
  await db.schema
    .createTable('drained_agent')
    .addColumn('company', text, (column) => column.notNull())
    .addColumn('user', text, (column) => column.notNull())
    .addColumn('agent', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('drained_agent_pk', ['company', 'user', 'agent'])
    .execute()
}
