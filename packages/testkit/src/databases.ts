import { randomBytes } from 'node:crypto'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { inject } from 'vitest'
import { folderOfDatabases } from './folder-of-databases.ts'
import { createPostgresDatabase, dropPostgresDatabase } from './postgres-database.ts'
import { shared } from './shared.ts'

export interface FreshDatabase extends AsyncDisposable {
  /** Empty for SQLite, which lies in `folder`. As the setting `database`. */
  readonly url: string
  /** An empty folder of its own. As the setting `data`. */
  readonly folder: string
}

export interface DatabaseKind {
  readonly name: 'sqlite' | 'postgres'
  /** Makes a new, empty database. Disposing it drops it with its folder, even if it is still connected to. */
  readonly fresh: () => Promise<FreshDatabase>
  /** Makes a new database that already has the schema, which spares the migrations, and no rows. */
  readonly migrated: () => Promise<FreshDatabase>
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
  fresh: () => kinds[database.name].fresh(),
  migrated: () => kinds[database.name].migrated(),
}

/** SQLite, for the tests of what sees only the API of the server: one kind of database is enough there. */
export const sqlite: DatabaseKind = {
  name: 'sqlite',
  fresh: () => freshSqlite(),
  migrated: async () => freshSqlite(await shared('sqliteTemplate')),
}

/** PostgreSQL, for the tests that compare both kinds in one run. */
export const postgres: DatabaseKind = {
  name: 'postgres',
  fresh: () => freshPostgres(),
  migrated: async () => freshPostgres(await shared('postgresTemplate')),
}

const kinds = { sqlite, postgres }

/** The databases in a server's folder. */
const files = ['clearway.db', 'events.db']

async function freshSqlite(template?: string): Promise<FreshDatabase> {
  const folder = await mkdtemp(join(await folderOfDatabases(), 'clearway-test-'))
  if (template !== undefined) await Promise.all(files.map((file) => copyFile(join(template, file), join(folder, file))))
  return { url: '', folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) }
}

async function freshPostgres(template?: string): Promise<FreshDatabase> {
  const server = await shared('postgres')
  const name = `clearway_test_${randomBytes(8).toString('hex')}`
  const url = await createPostgresDatabase(server, { name, template })
  const { folder, [Symbol.asyncDispose]: removeFolder } = await freshSqlite()
  return {
    url,
    folder,
    [Symbol.asyncDispose]: async () => {
      await dropPostgresDatabase(server, name)
      await removeFolder()
    },
  }
}
