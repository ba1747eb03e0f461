import pg from 'pg'
import { closeClient } from './close-client.ts'
import type { OpenDatabase } from './open.ts'

/** Decides which of several servers on one database does the work for which one server is enough. */
export interface ClusterOwner extends AsyncDisposable {
  /** Whether this server is the owner. A server becomes the owner when it asks while there is none. */
  readonly isOwner: () => Promise<boolean>
}

/** In milliseconds. */
interface OwnerDeadlines {
  /** How long an owner may send nothing before PostgreSQL closes its connection: such an owner hangs, or its machine is gone. */
  readonly silence: number
  /** How long PostgreSQL may take to answer; then the connection counts as broken. Shorter than `silence`, so that the owner is the first to know. */
  readonly answer: number
}

const usualDeadlines: OwnerDeadlines = { silence: 30_000, answer: 10_000 }

/**
 * Elects the owner by an advisory lock of PostgreSQL on a separate connection, so that the lock ends with the owner. For a moment two servers can act
 * as owners, when the connection of the first has just ended: the work must allow for that. In SQLite there is one server, which is always the owner.
 */
export function clusterOwner(
  { kind, location }: Pick<OpenDatabase, 'kind' | 'location'>,
  deadlines: OwnerDeadlines = usualDeadlines,
): ClusterOwner {
  if (kind === 'sqlite') return { isOwner: () => Promise.resolve(true), [Symbol.asyncDispose]: () => Promise.resolve() }
  const lock = new ClusterLock(location, deadlines)
  let asking: Promise<boolean> | undefined
  return {
    isOwner: () => (asking ??= lock.acquire().finally(() => (asking = undefined))),
    async [Symbol.asyncDispose]() {
      await asking?.catch(() => undefined)
      await lock.release()
    },
  }
}

/** The lock, and the connection that asks for it and holds it. */
class ClusterLock {
  readonly #location: string
  readonly #deadlines: OwnerDeadlines
  #client: pg.Client | undefined
  #isHeld = false

  constructor(location: string, deadlines: OwnerDeadlines) {
    this.#location = location
    this.#deadlines = deadlines
  }

  /** Takes the lock, unless it is held already. Answers false if another server holds it. */
  async acquire(): Promise<boolean> {
    if (this.#isHeld && (await this.#answers())) return true
    const client = this.#client ?? (await this.#connect())
    try {
      const { rows } = await client.query<{ got: boolean }>(`select pg_try_advisory_lock(hashtext('clearway cluster')) as got`)
      this.#isHeld = rows[0]?.got === true
      return this.#isHeld
    } catch (error) {
      await this.release()
      throw error
    }
  }

  /** Closes the connection, with which the lock ends. */
  async release(): Promise<void> {
    const client = this.#client
    this.#drop()
    if (client !== undefined) await closeClient(client, this.#deadlines.answer)
  }

  /** Whether the connection still lives that holds the lock. */
  async #answers(): Promise<boolean> {
    try {
      await this.#client?.query('select 1')
      return this.#isHeld
    } catch {
      await this.release()
      return false
    }
  }

  async #connect(): Promise<pg.Client> {
    const { answer, silence } = this.#deadlines
    const client = new pg.Client({
      connectionString: this.#location,
      application_name: 'clearway owner',
      connectionTimeoutMillis: answer,
      query_timeout: answer,
      keepAlive: true,
    })
    client.on('error', () => {}) // Its end follows.
    client.on('end', () => {
      if (this.#client === client) this.#drop()
    })
    try {
      await client.connect()
      // PostgreSQL before 14 has no such timeout: there the lock of a hanging server ends only with its TCP connection.
      await client.query(`select set_config(name, $1, false) from pg_settings where name = 'idle_session_timeout'`, [String(silence)])
    } catch (error) {
      await closeClient(client, answer)
      throw error
    }
    this.#client = client
    return client
  }

  #drop(): void {
    this.#client = undefined
    this.#isHeld = false
  }
}
