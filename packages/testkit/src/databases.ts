import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { sharedServer } from './shared-server.ts'

export interface FreshDatabase extends AsyncDisposable {
  /** Empty for SQLite, which lies in `folder`. As the setting `database`. */
  readonly url: string
  /** An empty folder of its own. As the setting `data`. */
  readonly folder: string
}

export interface DatabaseKind {
  readonly name: 'sqlite' | 'postgres'
  /** A new, empty database. Disposing it drops it with its folder, even if it is still connected to. */
  readonly fresh: () => Promise<FreshDatabase>
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The kind of database that the project runs its tests on. Absent where its tests need none. */
    readonly database?: DatabaseKind['name']
  }
}

/** The database of the Vitest project that runs the test. A test file that imports it runs on SQLite and on PostgreSQL. */
export const database: DatabaseKind = {
  get name() {
    const name = inject('database')
    if (name === undefined) throw new Error('This project has no database: see `projects` in vitest.config.ts.')
    return name
  },
  fresh: () => (database.name === 'postgres' ? freshPostgres() : freshSqlite()),
}

async function freshSqlite(): Promise<FreshDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'clearway-test-'))
  return { url: '', folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) }
}

async function freshPostgres(): Promise<FreshDatabase> {
  const server = await sharedServer('postgres')
  const name = `clearway_test_${randomBytes(8).toString('hex')}`
  // Text is ordered by code point in either database, whatever the server's own locale is.
  await command(server, `create database ${name} template template0 encoding 'UTF8' locale 'C'`)
  const url = new URL(server)
  url.pathname = `/${name}`
  const { folder, [Symbol.asyncDispose]: removeFolder } = await freshSqlite()
  return {
    url: url.href,
    folder,
    [Symbol.asyncDispose]: async () => {
      await command(server, `drop database if exists ${name} with (force)`)
      await removeFolder()
    },
  }
}

async function command(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 30_000 })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
