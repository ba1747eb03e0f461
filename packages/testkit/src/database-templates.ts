import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../server/src/db/connection/open.ts'
import { openPostgresStore } from '../../server/src/telemetry/stores/postgres.ts'
import { openSqliteStore } from '../../server/src/telemetry/stores/sqlite.ts'
import { createPostgresDatabase, dropPostgresDatabase } from './postgres-database.ts'

interface Template extends AsyncDisposable {
  readonly url: string
}

/** Makes a folder with SQLite databases that hold the schema and no rows. To copy them takes a tenth of the time of the migrations. */
export async function makeSqliteTemplate(): Promise<Template> {
  const folder = await mkdtemp(join(tmpdir(), 'clearway-template-'))
  await migrate({ database: '', data: folder })
  return { url: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

/** Makes a PostgreSQL database that holds the schema and no rows. Its `url` is its name alone. */
export async function makePostgresTemplate(server: string): Promise<Template> {
  const name = `clearway_template_${randomBytes(8).toString('hex')}`
  const database = await createPostgresDatabase(server, { name, template: undefined })
  await migrate({ database, data: '' })
  return { url: name, [Symbol.asyncDispose]: () => dropPostgresDatabase(server, name) }
}

async function migrate({ database, data }: { readonly database: string; readonly data: string }): Promise<void> {
  await using opened = new AsyncDisposableStack()
  opened.use(await openDatabase({ database, data, readers: 1, readSeconds: 1 }))
  opened.use(await (database === '' ? openSqliteStore(join(data, 'events.db')) : openPostgresStore(database)))
}
