import { type Connection, isApiError, NoServer, openConnection } from '@clearway/sdk'
import { type RunningServer, startServer } from '@clearway/server'
import type { Context } from '../../command.ts'
import { settingsFrom } from '../server/server-flags.ts'

/** A server that answers, and is ended with the command if the command has started it. */
export interface LocalServer extends AsyncDisposable {
  readonly connection: Connection
  readonly isOwn: boolean
}

/** The server that other commands would use; where no server is known and none runs for the data folder, one is started for the time of the command. */
export async function localServer(context: Context): Promise<LocalServer> {
  const running = await runningServer(context)
  if (running !== undefined) return { connection: running, isOwn: false, [Symbol.asyncDispose]: async () => {} }
  const server = await start(context)
  const { url, connection: credentials } = server
  return { connection: await openConnection({ url, credentials }), isOwn: true, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

async function runningServer({ connect, serverIsNamed }: Context): Promise<Connection | undefined> {
  try {
    const connection = await connect()
    await connection.api.debug.ping({})
    return connection
  } catch (error) {
    // A server that was named is meant, and no other.
    if (serverIsNamed || !(error instanceof NoServer || isApiError(error, 'unreachable', 'no_answer', 'not_this_server'))) throw error
    return undefined
  }
}

/** At the configured port, so that the addresses of stored files stay good for the next server of the folder; at a free one where that is taken. */
async function start({ data, printOnStderr }: Context): Promise<RunningServer> {
  const flags = data === undefined ? {} : { data }
  const onLog = (text: string): void => printOnStderr(text)
  try {
    return await startServer(settingsFrom(flags, { logLevel: 'warn' }), { onLog })
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'SettingError') throw error
    return startServer(settingsFrom(flags, { logLevel: 'warn', port: 0 }), { onLog })
  }
}
