import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Api } from '@clearway/sdk'
import { clientOf, type ServerProcess, startPostgres, startServerProcess } from '@clearway/testkit'
import type { Figure } from './measure.ts'

export interface World extends AsyncDisposable {
  readonly api: Api
  readonly server: ServerProcess
  readonly folder: string
  /** The URL of the server's PostgreSQL; empty for SQLite. */
  readonly url: string
}

/** A server in a process of its own on an empty database, started as users start it. */
export async function openWorld(url = ''): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'clearway-bench-'))
  const database = { url, folder, [Symbol.asyncDispose]: () => Promise.resolve() }
  const server = await startServerProcess(database, { settings: { strict: false } })
  return {
    api: clientOf(server.connection),
    server,
    folder,
    url,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Runs a measurement on SQLite, then on a new PostgreSQL database. */
export async function forEachKind(measure: (kind: string, world: World) => Promise<readonly Figure[]>): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  {
    await using world = await openWorld()
    figures.push(...(await measure('SQLite', world)))
  }
  await using postgres = await startPostgres()
  await using world = await openWorld(postgres.url)
  figures.push(...(await measure('PostgreSQL', world)))
  return figures
}
