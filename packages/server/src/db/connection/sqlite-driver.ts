import { setImmediate, setTimeout as pause } from 'node:timers/promises'
import { CompiledQuery, type DatabaseConnection, type QueryResult, SqliteAdapter, SqliteDialect, SqliteDriver } from 'kysely'
import { onceFree } from './once-free.ts'
import type { SqliteFile } from './sqlite-file.ts'

/** From how many characters on a statement's texts are long: SQLite and JSON take a tenth of a second for the longest. */
const longText = 1024 * 1024

/**
 * Kysely's SQLite, with three differences. A transaction takes the file's write lock as it begins: SQLite lets one that has read and then writes fail at
 * once where another process has the lock. And whoever waits for the lock leaves the thread to others, which SQLite's own waiting does not: others
 * read by this connection meanwhile. The same before and after a statement that writes or reads a long text.
 */
export class WaitingSqliteDialect extends SqliteDialect {
  readonly #file: SqliteFile

  constructor(file: SqliteFile) {
    super(file)
    this.#file = file
  }

  override createAdapter(): SqliteAdapter {
    return new SharedConnectionAdapter()
  }

  override createDriver(): SqliteDriver {
    return new WaitingDriver(this.#file)
  }
}

/** Leaves it to the driver to give the connection to one after another: Kysely's own turns end only with a statement. */
class SharedConnectionAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

class WaitingDriver extends SqliteDriver {
  readonly #isInTransaction: () => boolean
  readonly #turns = new Turns()

  constructor(file: SqliteFile) {
    super(file)
    this.#isInTransaction = file.isInTransaction
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    await this.#turns.take()
    const connection = await super.acquireConnection()
    return {
      executeQuery: <R>(query: CompiledQuery) =>
        onceFree(
          () => leavingRoom<R>(connection, query),
          (milliseconds) => this.#letOthers(milliseconds),
        ),
      streamQuery: (...given) => connection.streamQuery(...given),
    }
  }

  override releaseConnection(): Promise<void> {
    this.#turns.end()
    return Promise.resolve()
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }

  /** Some errors, such as a full disk, have rolled the transaction back already. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#isInTransaction()) await super.rollbackTransaction(connection)
  }

  /** Who waits for another process leaves the connection to others meanwhile, unless a transaction is open on it: what only reads need not wait. */
  async #letOthers(milliseconds: number): Promise<void> {
    if (this.#isInTransaction()) return pause(milliseconds)
    this.#turns.end()
    await pause(milliseconds)
    await this.#turns.take()
  }
}

/** Gives the connection to one after another, in the order in which they ask. */
class Turns {
  readonly #waiting: (() => void)[] = []
  #isTaken = false

  take(): Promise<void> {
    if (this.#isTaken) return new Promise((resolve) => this.#waiting.push(resolve))
    this.#isTaken = true
    return Promise.resolve()
  }

  end(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#isTaken = false
    else next()
  }
}

/** Runs a statement; one with a long text lets others have their turn before and after it. */
async function leavingRoom<R>(connection: DatabaseConnection, query: CompiledQuery): Promise<QueryResult<R>> {
  const isLong = query.parameters.some(isLongText)
  if (isLong) await setImmediate()
  const result = await connection.executeQuery<R>(query)
  if (isLong || result.rows.some((row) => Object.values(row as object).some(isLongText))) await setImmediate()
  return result
}

function isLongText(value: unknown): boolean {
  return typeof value === 'string' && value.length > longText
}
