import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { type Kysely, PostgresAdapter, PostgresIntrospector, SqliteAdapter, SqliteIntrospector, sql } from 'kysely'
import type { Settings } from '../../settings.ts'
import { SettingError } from '../../settings.ts'
import { PostgresCompiler, SqliteCompiler } from './long-lists.ts'
import { migrate } from './migrate.ts'
import { migrations } from '../migrations/index.ts'
import { openPostgres, type PostgresDeadlines, postgresPool, unhurried } from './postgres.ts'
import { postgresReadLane } from './postgres-read-lane.ts'
import { openReaders, type Readers, type ReadersOptions } from './readers.ts'
import type { Database } from '../schema.ts'
import { openSqlite } from './sqlite.ts'
import { unusableFile } from './storage-fault.ts'
import { SqliteReadLane } from './sqlite-read-lane.ts'
import { UnusableDatabase } from './unusable-database.ts'
import { defined } from '../../defined.ts'

export interface OpenDatabase extends AsyncDisposable {
  readonly kind: 'sqlite' | 'postgres'
  /** A file or a URL. */
  readonly location: string
  readonly db: Kysely<Database>
  /** Separate read-only connections, for long lists. */
  readonly readers: Readers
  /** The origin of the deadline clock: a time of the database, if several servers share it. */
  readonly anchor: number
}

type DatabaseSettings = Pick<Settings, 'database' | 'data' | 'readers' | 'readSeconds'>
type ReadSettings = Pick<Settings, 'readers' | 'readSeconds'>

function fileIn(data: string): string {
  return join(data, 'clearway.db')
}

interface DatabaseLocations {
  /** Of the events: the folder of their file, or a URL. */
  readonly store: { readonly data: string } | { readonly postgres: string }
  /** A path or a URL. */
  readonly controlDatabase: string
}

/** Where the databases of the settings are, also before they exist. */
export function databaseLocations({ database, data }: Pick<Settings, 'database' | 'data'>): DatabaseLocations {
  return database === '' ? { store: { data }, controlDatabase: fileIn(data) } : { store: { postgres: database }, controlDatabase: database }
}

/** Opens the database of the settings, and migrates it. */
export async function openDatabase({ database, data, ...reads }: DatabaseSettings): Promise<OpenDatabase> {
  if (database === '') return openFile(data, reads)
  if (!/^postgres(ql)?:\/\//.test(database))
    throw new SettingError('database must be empty (SQLite in `data`) or a URL that begins with postgres://.')
  return openUrl(database, reads)
}

const sqliteDialect: ReadersOptions['dialect'] = {
  createAdapter: () => new SqliteAdapter(),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteCompiler(),
}
const postgresDialect: ReadersOptions['dialect'] = {
  createAdapter: () => new PostgresAdapter(),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresCompiler(),
}

async function openFile(data: string, { readers: count, readSeconds }: ReadSettings): Promise<OpenDatabase> {
  const location = fileIn(data)
  for (const name of ['clearway.db', 'events.db']) makePrivate(join(data, name))
  const db = open()
  await migrate(db, migrations).catch(async (error: unknown) => {
    await db.destroy()
    throw error
  })
  const lanes = Array.from({ length: count }, () => new SqliteReadLane(location))
  const readers = openReaders({ lanes, readSeconds, dialect: sqliteDialect })
  return {
    kind: 'sqlite',
    location,
    db,
    readers,
    anchor: Date.now(),
    async [Symbol.asyncDispose]() {
      await readers[Symbol.asyncDispose]()
      await db.destroy()
    },
  }

  function open(): Kysely<Database> {
    try {
      return openSqlite<Database>(location)
    } catch (error) {
      throw unusableFile(location, error)
    }
  }
}

/** Makes a new file, and the journals beside it, readable by its owner only, because the database holds the secret that signs tokens. */
function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, 'ax', 0o600))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== 'EEXIST')
      throw new UnusableDatabase(`${path} cannot be written: ${message}. Check the folder's owner, or point \`data\` elsewhere.`, {
        cause: error,
      })
  }
}

async function openUrl(location: string, { readers: count, readSeconds }: ReadSettings): Promise<OpenDatabase> {
  await migrateUrl(location)
  const db = openPostgres<Database>(location)
  const { rows } = await sql<{ at: number }>`select (extract(epoch from clock_timestamp()) * 1000)::int8 as at`.execute(db)
  // One connection more than there are lanes, so that a busy statement can always be cancelled.
  const pool = postgresPool(location, { connections: count + 1, deadlines: deadlinesOfReads(readSeconds) })
  const lanes = Array.from({ length: count }, () => postgresReadLane(pool))
  const readers = openReaders({ lanes, readSeconds, dialect: postgresDialect })
  return {
    kind: 'postgres',
    location,
    db,
    readers,
    anchor: defined(rows[0]).at,
    async [Symbol.asyncDispose]() {
      await readers[Symbol.asyncDispose]()
      await pool.end()
      await db.destroy()
    },
  }
}

/** A read is cancelled after `readSeconds`. These deadlines end it where the cancellation does not reach PostgreSQL. */
function deadlinesOfReads(readSeconds: number): PostgresDeadlines {
  const milliseconds = readSeconds * 1000
  return { connect: milliseconds + 5000, statement: milliseconds + 5000, silence: milliseconds + 10_000 }
}

/** Migrates over connections of its own: a migration of many rows takes longer than any other statement may. */
async function migrateUrl(location: string): Promise<void> {
  const db = openPostgres<Database>(location, { deadlines: unhurried })
  try {
    await reach(db, location)
    await migrate(db, migrations)
  } finally {
    await db.destroy()
  }
}

async function reach(db: Kysely<Database>, location: string): Promise<void> {
  try {
    await sql`select 1`.execute(db)
  } catch (error) {
    // The whole URL is never shown, because it holds the password.
    const { host, pathname } = new URL(location)
    throw new UnusableDatabase(
      `The PostgreSQL at ${host}${pathname} cannot be reached: ${(error as Error).message}. Check \`database\`, and that it runs.`,
      { cause: error },
    )
  }
}
