import type { Kysely } from 'kysely'
import type { Database } from '../../db/schema.ts'
import { openSqlite } from '../../db/connection/sqlite.ts'

/** Opens the thread's own read-only connection to the control database. */
export async function openControl(address: string): Promise<Kysely<Database>> {
  if (!/^postgres(ql)?:/.test(address)) return openSqlite<Database>(address, { readOnly: true })
  // Imported only when needed, because most servers do not use PostgreSQL.
  const { openPostgres } = await import('../../db/connection/postgres.ts')
  return openPostgres<Database>(address, { connections: 2, isReadOnly: true })
}
