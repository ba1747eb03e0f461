import type { Kysely } from 'kysely'
import type { Database } from '../../db/schema.ts'
import { openSqlite } from '../../db/connection/sqlite.ts'

/** Opens the thread's own read-only connection to the control database. */
export async function openControl(address: string): Promise<Kysely<Database>> {
  if (!/^postgres(ql)?:/.test(address)) return openSqlite<Database>(address, { readOnly: true })
  // Imported only when needed, because most servers do not use PostgreSQL.
  const { openPostgres } = await import('../../db/connection/postgres.ts')
  const url = new URL(address)
  url.searchParams.set('options', `${url.searchParams.get('options') ?? ''} -c default_transaction_read_only=on`.trim())
  return openPostgres<Database>(url.href, { connections: 2 })
}
