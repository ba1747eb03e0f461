import type { Api } from '@clearway/sdk/client'
import { test as base } from 'vitest'
import { database } from './databases.ts'
import { startServer, type World } from './start-server.ts'

type Settings = Readonly<Record<string, unknown>>

/**
 * A test with one server for all tests of its file. `test.extend('settings', { scope: 'file' }, …)` gives a test whose server has settings;
 * `test.override` would also change the servers of files that run in this process later.
 */
export const test = base
  .extend('settings', { scope: 'file' }, {} as Settings)
  .extend('world', { scope: 'file' }, ({ settings }, { onCleanup }) => aWorld(settings, onCleanup))
  .extend('api', { scope: 'file' }, ({ world }): Api => world.api)

/** A test with a server of its own, for where a server's whole state decides. */
export const ownServerTest = base
  .extend('settings', {} as Settings)
  .extend('world', ({ settings }, { onCleanup }) => aWorld(settings, onCleanup))
  .extend('api', ({ world }): Api => world.api)

async function aWorld(settings: Settings, onCleanup: (cleanup: () => PromiseLike<void>) => void): Promise<World> {
  const world = await startServer(database, { settings })
  onCleanup(() => world[Symbol.asyncDispose]())
  return world
}
