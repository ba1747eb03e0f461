import { setTimeout as sleep } from 'node:timers/promises'
import { type Connection, isApiError, NoServer, openConnection } from '@clearway/sdk'
import { FolderInUse, type RunningServer, SettingError, startServer } from '@clearway/server'
import type { Context } from '../../command.ts'
import { oneMachine, settingsFrom } from '../server/server-flags.ts'

/** How often a server that another process has started is asked whether it still answers. */
const checkMs = 300
/** How long another process may take to start the server of the data folder. */
const startMs = 60_000

/** A server that answers for as long as the command needs one. */
export interface LocalServer extends AsyncDisposable {
  readonly connection: Connection
}

/**
 * The server that other commands would use; where no server is known and none runs for the data folder, one is started for the time of the command. A
 * server of the folder that another process has started may end with that process: this command then starts it again, at the same address.
 */
export async function localServer(context: Context): Promise<LocalServer> {
  const found = await runningServer(context)
  const { connection, server } = found === undefined ? await startOrFind(context) : { connection: found, server: undefined }
  const over = new AbortController()
  const successor =
    server === undefined && (await isOfFolder(connection, context))
      ? startSuccessor(connection, context, over.signal)
      : Promise.resolve(undefined)
  // Its failure is reported by the calls, which find no server.
  successor.catch(() => {})
  return {
    connection,
    async [Symbol.asyncDispose]() {
      over.abort()
      await server?.[Symbol.asyncDispose]()
      await (await successor.catch(() => undefined))?.[Symbol.asyncDispose]()
    },
  }
}

/** The server that other commands would use; undefined if none runs. `holder`: the process that uses the data folder, if one does. */
async function runningServer({ connect, serverIsNamed }: Context, holder?: number): Promise<Connection | undefined> {
  try {
    const connection = await connect()
    await connection.api.debug.ping({})
    const { url, filesUrl, credentials } = connection
    // Opened again, because calls of a run are repeated for longer than those of a command.
    return await openConnection({ url, filesUrl, ...credentials })
  } catch (error) {
    // No other server is started in place of one that was named.
    if (serverIsNamed || !(error instanceof NoServer || isApiError(error, 'unreachable', 'no_answer', 'not_this_server'))) throw error
    // The holder has recorded its address, so it has started, and waiting does not help: it is an older version, or not what answers there.
    if (holder !== undefined && isApiError(error, 'not_this_server') && error.details['pid'] === holder) throw error
    return undefined
  }
}

/** Starts a server; where another process starts that of the same folder at the same time, finds it. */
async function startOrFind(context: Context): Promise<{ readonly connection: Connection; readonly server?: RunningServer }> {
  for (const deadline = performance.now() + startMs; ;) {
    let holder: number | undefined
    try {
      const server = await start(context)
      return { connection: await openConnection({ url: server.url, credentials: server.connection }), server }
    } catch (error) {
      if (!(error instanceof FolderInUse) || performance.now() > deadline) throw error
      holder = error.pid
    }
    await sleep(checkMs)
    const connection = await runningServer(context, holder)
    if (connection !== undefined) return { connection }
  }
}

/** At the configured port, so that the addresses of stored files stay good for the next server of the folder; at a free one where that is taken. */
async function start(context: Context): Promise<RunningServer> {
  try {
    return await startAt(context)
  } catch (error) {
    if (!(error instanceof SettingError)) throw error
    return startAt(context, 0)
  }
}

async function startAt({ data, printOnStderr }: Context, port?: number): Promise<RunningServer> {
  const settings = settingsFrom(
    { ...(data === undefined ? {} : { data }), ...(port === undefined ? {} : { port: String(port) }) },
    oneMachine,
  )
  return startServer(settings, { onLog: (text) => printOnStderr(text) })
}

/** Whether a server is that of the data folder, which this process may start. */
async function isOfFolder({ url }: Connection, { data }: Context): Promise<boolean> {
  const folder = settingsFrom(data === undefined ? {} : { data }).data
  const recorded = await openConnection({ data: folder }).catch(() => undefined)
  return recorded?.url === url
}

/** Waits until a server no longer answers, and starts another one in its place, unless another process does. */
async function startSuccessor({ url, api }: Connection, context: Context, signal: AbortSignal): Promise<RunningServer | undefined> {
  while (!signal.aborted) {
    try {
      await sleep(checkMs, undefined, { signal })
      await api.debug.ping({}, { signal, patienceSeconds: 0 })
    } catch (error) {
      if (signal.aborted) return undefined
      if (!isApiError(error, 'unreachable', 'no_answer')) continue
      const server = await startAt(context, Number(new URL(url).port)).catch(othersStart)
      if (server !== undefined) return server
    }
  }
  return undefined
}

/** Undefined for a folder or a port that is in use: another process starts the server, or the one before has not ended yet. */
function othersStart(error: unknown): undefined {
  if (error instanceof FolderInUse || error instanceof SettingError) return undefined
  throw error
}
