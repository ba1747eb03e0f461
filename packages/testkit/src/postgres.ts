import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { reachablePostgres } from './reachable-postgres.ts'

export interface PostgresServer extends AsyncDisposable {
  /** Of its maintenance database, with the right to create others. */
  readonly url: string
}

/** The server that the environment names, which is left running. Nothing else on the machine is asked. */
export function givenPostgres(env: Readonly<Record<string, string | undefined>> = process.env): PostgresServer | undefined {
  const url = env['CLEARWAY_TEST_DATABASE'] ?? env['DATABASE_URL']
  return url ? { url, [Symbol.asyncDispose]: () => Promise.resolve() } : undefined
}

/** Starts the PostgreSQL that npm installed, empty, in a temporary folder and on a free port. Fast, and not safe against power cuts. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'clearway-postgres-'))
  // PostgreSQL refuses to run as root; the user it runs as then must reach its data.
  await chmod(folder, 0o755)
  const port = await freePort()
  const log: string[] = []
  const server = await start(folder, port, log).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true })
    throw new Error(`PostgreSQL did not start. It said:\n${log.slice(-20).join('')}`, { cause: error })
  })
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    [Symbol.asyncDispose]: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function start(folder: string, port: number, log: string[]) {
  const isRoot = userInfo().uid === 0
  const EmbeddedPostgres = await reachablePostgres(isRoot, folder)
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: isRoot,
    initdbFlags: ['--no-sync', '-E', 'UTF8', '--locale=C'],
    postgresFlags: Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: (line: string) => void log.push(line),
    onError: (problem: unknown) => void log.push(String(problem)),
  })
  await server.initialise()
  await server.start()
  return server
}

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 300,
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
} as const
