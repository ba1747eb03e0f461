import type { Kysely } from 'kysely'
import { openPostgres } from '../db/postgres.ts'
import type { Database } from '../db/schema.ts'
import { openSqlite } from '../db/sqlite.ts'

/** A connection of the thread's own to the tasks, which can only read. */
export function openControl(address: string): Kysely<Database> {
  if (!/^postgres(ql)?:/.test(address)) return openSqlite<Database>(address, { readOnly: true })
  const url = new URL(address)
  url.searchParams.set('options', `${url.searchParams.get('options') ?? ''} -c default_transaction_read_only=on`.trim())
  return openPostgres<Database>(url.href, { connections: 2 })
}
