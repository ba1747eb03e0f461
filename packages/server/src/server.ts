import { randomBytes } from 'node:crypto'
import type { AuthDeps } from './auth/auth-deps.ts'
import { createLoginLimit } from './auth/login-limit.ts'
import { VerifiedTokens } from './auth/verified-tokens.ts'
import { type Connection, leaseTerms } from '@clearway/contract'
import { systemClock } from './clock.ts'
import { writeConnection } from './connection-file.ts'
import { clusterOwner } from './db/connection/cluster-owner.ts'
import { ensureServerSetting } from './db/tables/server-settings.ts'
import { unusableDatabase } from './db/connection/storage-fault.ts'
import { transact } from './db/connection/transaction.ts'
import { grantGrace } from './dispatch/grace.ts'
import type { FileStore } from './files/file-store.ts'
import { openBlobs } from './files/open-blobs.ts'
import { openFileStore } from './files/open-file-store.ts'
import { firstStart } from './first-start.ts'
import { lockFolder } from './lock-folder.ts'
import { createApp } from './http/app.ts'
import { type Addresses, listen } from './http/listen.ts'
import { startJobs } from './jobs/index.ts'
import { createLog } from './log.ts'
import { makeFolder } from './make-folder.ts'
import { openDatabases } from './open-databases.ts'
import { openSignals } from './signals/open-signals.ts'
import { Presence } from './presence.ts'
import { followRuns } from './runs/follow-runs.ts'
import { RunCache } from './runs/run-cache.ts'
import { DueCures } from './stall/due-cures.ts'
import type { EntityChange, Scope, Tx } from './scope.ts'
import type { Settings } from './settings.ts'
import { probeStorage, StorageHealth } from './storage-health.ts'

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
  const { database, telemetry, telemetryReady } = opened.use(await openDatabases(settings, log))
  const { db, readers } = database
  const clock = systemClock(database.anchor)
  const { signals } = opened.use(await openSignals(database, log))
  const cache = new RunCache()
  const follow = (tx: Tx, changes: readonly EntityChange[]) => followRuns(tx, changes, { cache, log })
  const scope = { ...clock, db, company: '', notify: signals.send, follow }
  const { firstUser, tokenSecret } = await prepareRows(scope, settings)
  const files = opened.use(await openFiles(settings))
  const storage = new StorageHealth(() => probeStorage(scope, settings.data, telemetry))
  const shared = { settings, log, telemetry, files, signals, storage, dueCures: new DueCures(clock) }
  const stopping = new AbortController()
  const name = database.kind === 'sqlite' ? '' : clock.newId()
  const auth = authDepsOf(scope, settings, tokenSecret)
  const { app, records } = await createApp({ ...shared, name, db, readers, follow, clock, auth, stopping: stopping.signal })
  // Before the server ends, deletes the records of replies that have left: after a restart, an equal call would be taken for a repeat.
  opened.defer(() => records.sweep(scope))
  opened.defer(() => app.close())
  await telemetryReady
  const presence = new Presence(clock, leaseTerms(settings.leaseSeconds))
  const { db: reader } = readers.for({ caller: '', signal: stopping.signal, eachInTime: true })
  const { isOwner } = opened.use(clusterOwner(database))
  opened.use(startJobs({ ...scope, ...shared, reader, records, presence, cache, isOwner }))
  opened.defer(() => stopping.abort())

  const { url, webUrl } = opened.use(await listen(app, settings, log))
  const connection = { url, ...firstUser, pid: process.pid, proves: true }
  await writeConnection(settings.data, connection)
  log.info({ url, webUrl, database: database.kind, data: settings.data }, 'Ready')
  const running = opened.move()
  return { url, webUrl, connection, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

/** Writes what a server needs in its database before it answers calls: users, the full time of all leases, and the secret that signs tokens. */
async function prepareRows(scope: Scope, settings: Settings) {
  const firstUser = await firstStart(scope, settings)
  await transact(scope, (tx) => grantGrace(tx, settings))
  const newSecret = randomBytes(32).toString('hex')
  const tokenSecret = Buffer.from(await transact(scope, (tx) => ensureServerSetting(tx, 'token secret', newSecret)), 'hex')
  return { firstUser, tokenSecret }
}

async function openFiles(settings: Settings): Promise<FileStore> {
  const graceMilliseconds = settings.fileGraceHours * 3_600_000
  return openFileStore(await openBlobs(settings, graceMilliseconds), { graceMilliseconds })
}

function authDepsOf(scope: Scope, settings: Settings, tokenSecret: Uint8Array): AuthDeps {
  const { stockLeaseSeconds, taskRights, publicUrl } = settings
  const verified = new VerifiedTokens()
  return { scope, tokenSecret, verified, stockLeaseSeconds, taskRights, loginLimit: createLoginLimit(settings), publicUrl }
}
