import { type Kysely, sql } from 'kysely'
import type { Scope } from '../../scope.ts'
import { isPostgres } from './dialect.ts'
import type { Database } from '../schema.ts'

/** Decides which of several servers on one database does the work for which one server is enough. */
export interface ClusterOwner extends AsyncDisposable {
  /** Whether this server is the owner. A server becomes the owner when it asks while there is none. */
  readonly isOwner: () => Promise<boolean>
}

/** A connection that holds the lock until `release` is called. */
interface HeldLock {
  readonly connection: Kysely<Database>
  readonly release: () => Promise<void>
}

const lock = sql`hashtext('clearway cluster')`
/** How long an owner may send nothing before PostgreSQL closes its connection: such an owner hangs, or its machine is gone. */
const longestSilence = 30_000

/**
 * Elects the owner by an advisory lock of PostgreSQL on a separate connection, so that the lock ends with the owner. For a moment two servers can act
 * as owners, when the connection of the first has just ended: the work must allow for that. In SQLite there is one server, which is always the owner.
 */
export function clusterOwner(db: Scope['db'], silenceMilliseconds = longestSilence): ClusterOwner {
  if (!isPostgres(db)) return { isOwner: () => Promise.resolve(true), [Symbol.asyncDispose]: () => Promise.resolve() }
  let held: HeldLock | undefined
  let asking: Promise<boolean> | undefined

  async function ask(): Promise<boolean> {
    if (held !== undefined && (await answers(held.connection))) return true
    await held?.release()
    held = await takeLock(db, silenceMilliseconds)
    return held !== undefined
  }
  return {
    isOwner: () => (asking ??= ask().finally(() => (asking = undefined))),
    async [Symbol.asyncDispose]() {
      await asking?.catch(() => undefined)
      await held?.release()
      held = undefined
    },
  }
}

async function answers(connection: Kysely<Database>): Promise<boolean> {
  try {
    await sql`select 1`.execute(connection)
    return true
  } catch {
    // The connection has ended, and with it the lock.
    return false
  }
}

/** Takes the lock; undefined if another server holds it. */
async function takeLock(db: Scope['db'], silenceMilliseconds: number): Promise<HeldLock | undefined> {
  const taken = Promise.withResolvers<Kysely<Database> | undefined>()
  const released = Promise.withResolvers<void>()
  const holding = db.connection().execute(async (connection) => {
    const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_lock(${lock}) as got`.execute(connection)
    if (rows[0]?.got !== true) return taken.resolve(undefined)
    await setSilence(connection, silenceMilliseconds)
    taken.resolve(connection)
    await released.promise
    // The connection returns to the pool for other work, which may be idle for longer.
    await setSilence(connection, 0)
    await sql`select pg_advisory_unlock(${lock})`.execute(connection)
  })
  const ended = holding.catch((error: unknown) => taken.reject(error))
  const connection = await taken.promise
  if (connection === undefined) return undefined
  return {
    connection,
    release: () => {
      released.resolve()
      return ended
    },
  }
}

/** Sets the idle timeout. PostgreSQL before 14 has none: there the lock of a hanging server ends only with its TCP connection. */
async function setSilence(connection: Kysely<Database>, milliseconds: number): Promise<void> {
  const value = String(milliseconds)
  await sql`select set_config(name, ${value}, false) from pg_settings where name = 'idle_session_timeout'`.execute(connection)
}
