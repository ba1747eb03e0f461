import { join } from 'node:path'
import { systemClock } from '../clock.ts'
import type { Scope } from '../scope.ts'
import { migrate } from '../db/connection/migrate.ts'
import { migrations } from '../db/migrations/index.ts'
import { openPostgres } from '../db/connection/postgres.ts'
import type { Database } from '../db/schema.ts'
import { openSqlite } from '../db/connection/sqlite.ts'

/** A scope over a new database that testkit made. Tests can advance its deadline clock. */
export async function openScope({ url, folder }: { readonly url: string; readonly folder: string }, company = 'company') {
  const db = url === '' ? openSqlite<Database>(join(folder, 'clearway.db')) : openPostgres<Database>(url)
  await migrate(db, migrations)
  const clock = systemClock()
  let passed = 0
  const scope: Scope = { ...clock, tick: () => clock.tick() + passed, db, company, notify: () => {} }
  return {
    scope,
    pass: (milliseconds: number) => void (passed += milliseconds),
    [Symbol.asyncDispose]: () => db.destroy(),
  }
}
