import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Connection } from '@clearway/contract'
import { type Api, createClient } from '@clearway/sdk/client'
import { readSettings, startServer as start } from '@clearway/server'
import type { DatabaseKind, FreshDatabase } from './databases.ts'
import { freePort } from './free-port.ts'
import { program } from './program.ts'

export interface World extends AsyncDisposable {
  readonly url: string
  readonly webUrl: string
  readonly connection: Connection
  /** The client of the first user. */
  readonly api: Api
  readonly database: FreshDatabase
}

export interface WorldOptions {
  /** Any setting of the server. */
  readonly settings?: Readonly<Record<string, unknown>>
}

/** A real server in this process, on a free port and an empty database. Every answer is checked against the contract. */
export async function startServer(kind: DatabaseKind, { settings = {} }: WorldOptions = {}): Promise<World> {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await kind.migrated())
  const { url, webUrl, connection } = opened.use(await start(readSettings({ flags: { ...base(database), ...settings } })))
  const running = opened.move()
  return { url, webUrl, connection, api: clientOf(connection), database, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

function base({ url, folder }: FreshDatabase): Record<string, unknown> {
  return { host: '127.0.0.1', port: 0, data: folder, database: url, logLevel: 'error', strict: true }
}

export function clientOf({ url, accessKey, secretKey }: Pick<Connection, 'url' | 'accessKey' | 'secretKey'>): Api {
  return createClient({ baseUrl: url, credentials: { accessKey, secretKey } })
}

export interface ServerProcess extends AsyncDisposable {
  readonly connection: Connection
  readonly process: ChildProcess
  /** Resolves when the server has ended, however it did. */
  readonly ended: Promise<void>
  /** Kills the server by SIGKILL: nothing is flushed. */
  readonly kill: () => Promise<void>
}

/**
 * A server in a process of its own, which can be killed and started again on the same data and port. One that is to die at a fault point may come to it
 * before it is ready.
 */
export async function startServerProcess(
  database: FreshDatabase,
  { settings = {}, env = {} }: WorldOptions & { readonly env?: Readonly<Record<string, string>> } = {},
): Promise<ServerProcess> {
  const all = { ...base(database), port: await freePort(), ...settings }
  const child = spawn(process.execPath, [await program('server-process'), JSON.stringify(all)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  const ended = once(child, 'exit')
  child.stdout.resume()
  const ready = await Promise.race([once(child.stdout, 'data').then(() => true), ended.then(() => false)])
  if (!ready && !env['CLEARWAY_FAULT']) throw new Error(`The server ended at once (${child.exitCode ?? child.signalCode}).`)
  const connection = JSON.parse(await readFile(join(database.folder, 'connection.json'), 'utf8')) as Connection
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await ended
  }
  return {
    connection,
    process: child,
    ended: ended.then(() => {}),
    kill: () => end('SIGKILL'),
    [Symbol.asyncDispose]: () => end('SIGTERM'),
  }
}
