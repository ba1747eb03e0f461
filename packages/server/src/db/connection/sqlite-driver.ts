import { setImmediate, setTimeout as pause } from 'node:timers/promises'
import { CompiledQuery, type DatabaseConnection, type QueryResult, SqliteAdapter, SqliteDialect, SqliteDriver } from 'kysely'
import { SqliteCompiler } from './long-lists.ts'
import { retryWhileLocked } from './retry-while-locked.ts'
import type { SqliteFile } from './sqlite-file.ts'

/** The number of characters from which on a statement's text counts as long: SQLite and JSON take a tenth of a second for the longest. */
const longText = 1024 * 1024

/**
 * Kysely's SQLite dialect, with five differences. Lists of `in` may have any length. All migrations of a start are one transaction. A transaction takes the
 * file's write lock as it begins, because SQLite fails a transaction at once that has read, then writes, while another process holds the lock. Waiting for
 * the lock does not block the thread, as SQLite's own waiting does: other calls read on this connection meanwhile. Before and after a statement with a long
 * text other calls get their turn as well.
 */
export class WaitingSqliteDialect extends SqliteDialect {
  readonly #file: SqliteFile

  constructor(file: SqliteFile) {
    super(file)
    this.#file = file
  }

  override createAdapter(): SqliteAdapter {
    return new Adapter()
  }

  override createQueryCompiler(): SqliteCompiler {
    return new SqliteCompiler()
  }

  override createDriver(): SqliteDriver {
    return new WaitingDriver(this.#file)
  }
}

class Adapter extends SqliteAdapter {
  /** SQLite rolls changes of the schema back like any others; Kysely migrates without a transaction unless it is told so. */
  override get supportsTransactionalDdl(): boolean {
    return true
  }

  /** Lets the driver assign the connection, because Kysely's own assignment lasts until a statement has ended, even while it waits. */
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
        retryWhileLocked(
          () => runYielding<R>(connection, query),
          (milliseconds) => this.#waitWithoutConnection(milliseconds),
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

  /** Some errors, such as a full disk, have already rolled the transaction back. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#isInTransaction()) await super.rollbackTransaction(connection)
  }

  /** Waits for another process. Unless a transaction is open, other calls get the connection meanwhile, because reads need not wait for the lock. */
  async #waitWithoutConnection(milliseconds: number): Promise<void> {
    if (this.#isInTransaction()) return pause(milliseconds)
    this.#turns.end()
    await pause(milliseconds)
    await this.#turns.take()
  }
}

/** Assigns the connection to one caller after another, in the order of their requests. */
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

/** Runs a statement. Before and after one with a long text, other calls get their turn. */
async function runYielding<R>(connection: DatabaseConnection, query: CompiledQuery): Promise<QueryResult<R>> {
  const isLong = query.parameters.some(isLongText)
  if (isLong) await setImmediate()
  const result = await connection.executeQuery<R>(query)
  if (isLong || result.rows.some((row) => Object.values(row as object).some(isLongText))) await setImmediate()
  return result
}

function isLongText(value: unknown): boolean {
  return typeof value === 'string' && value.length > longText
}
