import { join } from 'node:path'
import type { DatabaseKind, FreshDatabase } from '@clearway/testkit'
import type { Kysely } from 'kysely'
import { systemClock } from '../src/clock.ts'
import { type Dialect, dialectOf } from '../src/db/connection/dialect.ts'
import { openPostgres } from '../src/db/connection/postgres.ts'
import { re2 } from '../src/db/connection/re2.ts'
import { openSqlite } from '../src/db/connection/sqlite.ts'
import type { Database } from '../src/db/schema.ts'
import type { ListScope } from '../src/queries/list-ids.ts'

/** A database with the schema, and the scope of the company `acme` in it. */
export interface TestDatabase extends AsyncDisposable {
  readonly db: Kysely<Database>
  readonly dialect: Dialect
  readonly scope: ListScope
  /** The URL of a PostgreSQL database; empty for SQLite. */
  readonly url: string
  /** The folder that a server has as its setting `data`. */
  readonly folder: string
  /** Sets the scope's clock, which stands still from then on. */
  readonly setTime: (milliseconds: number) => void
  /** Advances the scope's clock for deadlines. */
  readonly advance: (milliseconds: number) => void
}

/** Opens a new database. The scope's clock stands at `time`; default: it is the system's. */
export async function openTestDatabase(
  kind: Pick<DatabaseKind, 'migrated'>,
  { time }: { readonly time?: number } = {},
): Promise<TestDatabase> {
  const fresh = await kind.migrated()
  const db = connectTo(fresh)
  const clock = systemClock()
  let fixed = time
  let advanced = 0
  return {
    db,
    dialect: dialectOf(db),
    url: fresh.url,
    folder: fresh.folder,
    scope: {
      db,
      reader: db,
      matchTexts: (regex, texts) => Promise.resolve(texts.map((text) => re2(regex).test(text))),
      company: 'acme',
      newId: clock.newId,
      now: () => fixed ?? clock.now(),
      tick: () => (fixed ?? clock.tick()) + advanced,
      notify: () => {},
    },
    setTime: (milliseconds) => void (fixed = milliseconds),
    advance: (milliseconds) => void (advanced += milliseconds),
    [Symbol.asyncDispose]: async () => {
      await db.destroy()
      await fresh[Symbol.asyncDispose]()
    },
  }
}

/** A connection to a database that testkit made, of its own beside the server's. */
export function connectTo({ url, folder }: Pick<FreshDatabase, 'url' | 'folder'>): Kysely<Database> {
  return url === ''
    ? openSqlite<Database>(join(folder, 'clearway.db'), { synchronous: 'normal' })
    : openPostgres<Database>(url, { connections: 3 })
}
