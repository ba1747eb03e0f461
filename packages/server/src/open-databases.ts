import type { Logger } from 'pino'
import { databaseLocations, type OpenDatabase, openDatabase } from './db/connection/open.ts'
import type { Settings } from './settings.ts'
import { startTelemetry } from './telemetry/thread/open-telemetry.ts'
import type { Telemetry } from './telemetry/telemetry.ts'

interface OpenDatabases extends AsyncDisposable {
  readonly database: OpenDatabase
  readonly telemetry: Telemetry
  /** Resolves when the telemetry thread answers calls. */
  readonly telemetryReady: Promise<void>
}

/** Opens the database of a server, and then, in the telemetry thread, that of the events. */
export async function openDatabases(settings: Settings, log: Logger): Promise<OpenDatabases> {
  // The thread loads its program on another processor while this one opens the database.
  const starting = startTelemetry({
    ...databaseLocations(settings),
    onDeath: (error) => log.error({ err: error }, 'The telemetry thread died and is started again'),
  })
  const database = await openDatabase(settings).catch(async (error: unknown) => {
    await starting[Symbol.asyncDispose]()
    throw error
  })
  const opened = new AsyncDisposableStack()
  opened.use(database)
  opened.use(starting)
  const telemetryReady = starting.open()
  telemetryReady.catch(() => {}) // Thrown where it is awaited.
  return { database, telemetry: starting.telemetry, telemetryReady, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}
