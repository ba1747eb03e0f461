import { Kysely } from 'kysely'
import { WaitingSqliteDialect } from './sqlite-driver.ts'
import { openSqliteFile, type SqliteOptions } from './sqlite-file.ts'

/** Opens a SQLite file. `full` survives a power failure, `normal` survives `kill -9`. */
export function openSqlite<DB>(path: string, options: SqliteOptions = {}): Kysely<DB> {
  return new Kysely<DB>({ dialect: new WaitingSqliteDialect(openSqliteFile(path, options)) })
}
