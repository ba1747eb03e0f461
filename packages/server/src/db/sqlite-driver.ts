import { CompiledQuery, type DatabaseConnection, type QueryResult, SqliteDialect, SqliteDriver } from 'kysely'
import { onceFree } from './once-free.ts'
import type { SqliteFile } from './sqlite-file.ts'

/**
 * Kysely's SQLite, with two differences. A transaction takes the file's write lock as it begins: SQLite lets one that has read and then writes fail at
 * once where another process has the lock. And whoever waits for the lock leaves the thread to others, which SQLite's own waiting does not: calls that
 * need no statement of this connection are answered.
 */
export class WaitingSqliteDialect extends SqliteDialect {
  readonly #file: SqliteFile

  constructor(file: SqliteFile) {
    super(file)
    this.#file = file
  }

  override createDriver(): SqliteDriver {
    return new WaitingDriver(this.#file)
  }
}

class WaitingDriver extends SqliteDriver {
  readonly #isInTransaction: () => boolean

  constructor(file: SqliteFile) {
    super(file)
    this.#isInTransaction = file.isInTransaction
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    return waiting(await super.acquireConnection())
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }

  /** Some errors, such as a full disk, have rolled the transaction back already. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#isInTransaction()) await super.rollbackTransaction(connection)
  }
}

function waiting(connection: DatabaseConnection): DatabaseConnection {
  return {
    executeQuery: <R>(query: CompiledQuery) => onceFree<QueryResult<R>>(() => connection.executeQuery<R>(query)),
    streamQuery: (...given) => connection.streamQuery(...given),
  }
}
