import { chmod, rename, rm, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { createLoginLimit } from './auth/login-limit.ts'
import { VerifiedTokens } from './auth/verified-tokens.ts'
import { join } from 'node:path'
import { type Connection, leaseTerms } from '@clearway/contract'
import type { Logger } from 'pino'
import { createSignals } from './signals/signals.ts'
import { systemClock } from './clock.ts'
import { clusterOwner } from './db/connection/cluster-owner.ts'
import { databaseLocations, type OpenDatabase, openDatabase } from './db/connection/open.ts'
import { ensureServerSetting } from './db/tables/server-settings.ts'
import { unusableDatabase } from './db/connection/storage-fault.ts'
import { transact } from './db/connection/transaction.ts'
import { grantGrace } from './dispatch/grace.ts'
import { openBlobs } from './files/open-blobs.ts'
import { openFileStore } from './files/open-file-store.ts'
import { firstStart } from './first-start.ts'
import { lockFolder } from './lock-folder.ts'
import { createApp } from './http/app.ts'
import { type Addresses, listen } from './http/listen.ts'
import { startJobs } from './jobs/index.ts'
import { createLog } from './log.ts'
import { makeFolder } from './make-folder.ts'
import { listenForSignals } from './signals/postgres-signals.ts'
import { Presence } from './presence.ts'
import { followRuns } from './runs/follow-runs.ts'
import { RunCache } from './runs/run-cache.ts'
import { DueCures } from './stall/due-cures.ts'
import type { EntityChange, Tx } from './scope.ts'
import type { Settings } from './settings.ts'
import { probeStorage, StorageHealth } from './storage-health.ts'
import { startTelemetry } from './telemetry/thread/open-telemetry.ts'

export interface RunningServer extends Addresses, AsyncDisposable {
  readonly connection: Connection
}

export interface ServerOptions {
  /** Receives the server's log entries, as readable text, instead of standard error. */
  readonly onLog?: (text: string) => void
}

/**
 * Starts a server; resolves once it answers calls. Disposing it ends every wait, lets calls finish and closes the databases. Throws `SettingError` or
 * `UnusableDatabase` for faults that the user can mend.
 */
export async function startServer(settings: Settings, options: ServerOptions = {}): Promise<RunningServer> {
  try {
    return await start(settings, options)
  } catch (error) {
    throw unusableDatabase(error) ?? error
  }
}

async function start(settings: Settings, { onLog }: ServerOptions): Promise<RunningServer> {
  await using opened = new AsyncDisposableStack()
  const log = createLog(settings.logLevel, onLog)
  await makeFolder(settings.data, '--data')
  // Several servers of one PostgreSQL may share a folder of files; an SQLite database belongs to one server.
  if (settings.database === '') opened.use(lockFolder(settings.data))
  // The thread loads its program on another processor while this one goes on.
  const starting = startTelemetry({
    ...databaseLocations(settings),
    onDeath: (error) => log.error({ err: error }, 'The telemetry thread died and is started again'),
  })
  const { telemetry } = starting
  const database = opened.use(
    await openDatabase(settings).catch(async (error: unknown) => {
      await starting[Symbol.asyncDispose]()
      throw error
    }),
  )
  opened.use(starting)
  const { db, readers } = database
  const opening = starting.open()
  opening.catch(() => {}) // Raised below, where it is awaited.
  const clock = systemClock(database.anchor)
  const { signals, forwarding } = await signalsFor(database, log)
  opened.use(forwarding)
  const cache = new RunCache()
  const dueCures = new DueCures(clock)
  const follow = (tx: Tx, changes: readonly EntityChange[]) => followRuns(tx, changes, { cache, log })
  const scope = { ...clock, db, company: '', notify: signals.send, follow }
  const firstUser = await firstStart(scope, settings)
  await transact(scope, (tx) => grantGrace(tx, settings))
  const newSecret = randomBytes(32).toString('hex')
  const tokenSecret = Buffer.from(await transact(scope, (tx) => ensureServerSetting(tx, 'token secret', newSecret)), 'hex')
  const graceMilliseconds = settings.fileGraceHours * 3_600_000
  const files = opened.use(openFileStore(await openBlobs(settings, graceMilliseconds), { graceMilliseconds }))
  const stopping = new AbortController()
  const storage = new StorageHealth(() => probeStorage(scope, settings.data, telemetry))
  const parts = {
    name: database.kind === 'sqlite' ? '' : clock.newId(),
    db,
    follow,
    storage,
    readers,
    telemetry,
    files,
    signals,
    dueCures,
    settings,
    log,
    clock,
    auth: {
      scope,
      tokenSecret,
      verified: new VerifiedTokens(),
      stockLeaseSeconds: settings.stockLeaseSeconds,
      taskRights: settings.taskRights,
      loginLimit: createLoginLimit(settings),
      publicUrl: settings.publicUrl,
    },
    stopping: stopping.signal,
  }
  const { app, records } = await createApp(parts)
  // Before the server ends, deletes the records of replies that have left: after a restart, an equal call would be taken for a repeat.
  opened.defer(() => records.sweep(scope))
  opened.defer(() => app.close())
  await opening
  const presence = new Presence(clock, leaseTerms(settings.leaseSeconds))
  const { db: reader } = readers.for({ caller: '', signal: stopping.signal, eachInTime: true })
  const { isOwner } = opened.use(clusterOwner(database))
  opened.use(startJobs({ ...scope, reader, settings, files, records, log, telemetry, presence, storage, signals, cache, dueCures, isOwner }))
  opened.defer(() => stopping.abort())

  const { url, webUrl } = opened.use(await listen(app, settings, log))
  const connection = { url, ...firstUser, pid: process.pid, proves: true }
  await writeConnection(settings.data, connection)
  log.info({ url, webUrl, database: database.kind, data: settings.data }, 'Ready')
  const running = opened.move()
  return { url, webUrl, connection, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

async function signalsFor(database: OpenDatabase, log: Logger) {
  if (database.kind === 'sqlite') return { signals: createSignals(), forwarding: { [Symbol.asyncDispose]: () => Promise.resolve() } }
  return listenForSignals(database.location, log)
}

/** Writes the file by which programs on this machine find the server: atomically, and readable by its owner alone. */
async function writeConnection(data: string, connection: Connection): Promise<void> {
  const file = join(data, 'connection.json')
  const written = `${file}.${process.pid}`
  await writeFile(written, `${JSON.stringify(connection, null, 2)}\n`, { mode: 0o600 })
  await chmod(written, 0o600)
  await rename(written, file)
  await rm(written, { force: true })
}
