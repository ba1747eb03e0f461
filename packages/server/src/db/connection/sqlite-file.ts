import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { SqliteDatabase, SqliteDialectConfig } from 'kysely'
import { LRUCache } from 'lru-cache'
import { re2 } from './re2.ts'
import { numberIn } from '../sql/number-in.ts'
import { ofFile } from './storage-fault.ts'

export interface SqliteOptions {
  readonly synchronous?: 'full' | 'normal'
  readonly readOnly?: boolean
  /** Whether the running statement is still needed. Default: always. */
  readonly isWanted?: () => boolean
}

export interface SqliteFile extends SqliteDialectConfig {
  readonly database: SqliteDatabase
  /** Whether a transaction is open on the connection. */
  readonly isInTransaction: () => boolean
}

interface Prepared {
  readonly statement: StatementSync
  /** Whether the statement returns rows. */
  readonly reader: boolean
}

/** Opens a file by `node:sqlite`, with the few methods of better-sqlite3 that Kysely's dialect uses. It loads nothing of Kysely. */
export function openSqliteFile(path: string, { synchronous = 'full', readOnly = false, isWanted = () => true }: SqliteOptions): SqliteFile {
  const db = new DatabaseSync(path, { readOnly })
  // The timeout serves the opening only; afterwards the dialect waits for the lock without blocking the thread.
  db.exec('pragma busy_timeout = 2000')
  if (!readOnly) db.exec(`pragma journal_mode = wal; pragma synchronous = ${synchronous}; pragma foreign_keys = on`)
  // In KiB. A read-only connection reads long lists, so it has a larger cache.
  db.exec(`pragma temp_store = memory; pragma cache_size = -${readOnly ? 64_000 : 16_000}`)
  db.exec('pragma busy_timeout = 0')
  addFunctions(db, isWanted)
  const statements = new LRUCache<string, Prepared>({ max: 500 })

  /** Prepares each statement once, which makes reads three times as fast. */
  function prepare(sql: string): Prepared {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const statement = db.prepare(sql)
    const prepared = { statement, reader: statement.columns().length > 0 }
    statements.set(sql, prepared)
    return prepared
  }

  const database: SqliteDatabase = {
    close: () => db.close(),
    prepare(sql) {
      const { statement, reader } = ofFile(path, () => prepare(sql))
      return {
        reader,
        all: (parameters) => ofFile(path, () => statement.all(...parameters.map(toSqlite))),
        run: (parameters) => ofFile(path, () => statement.run(...parameters.map(toSqlite))),
        // An iteration needs a statement of its own, because a statement cannot be shared while it is stepped through.
        iterate: (parameters) => db.prepare(sql).iterate(...parameters.map(toSqlite)),
      }
    },
  }
  return { database, isInTransaction: () => db.isTransaction }
}

/** Adds the SQL functions that SQLite does not have and `queries/` needs. */
function addFunctions(db: DatabaseSync, isWanted: () => boolean): void {
  const pure = { deterministic: true, directOnly: true }
  db.function('regexp_re2', pure, (source, ignoreCase, text) =>
    typeof text === 'string' && re2({ source: String(source), ignoreCase: ignoreCase === 1 }).test(text) ? 1 : 0,
  )
  // Called for each row that a list reads, because nothing else can interrupt a statement.
  db.function('still_wanted', { directOnly: true }, () => {
    if (!isWanted()) throw new Error('The statement was called off.')
    return 1
  })
  db.function('number_in', pure, (text) => (typeof text === 'string' ? (numberIn(text) ?? null) : text))
}

/** Converts a parameter, because `node:sqlite` takes an object in first place as named parameters and silently binds null. */
function toSqlite(value: unknown): SQLInputValue {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === undefined) return null
  if (value !== null && typeof value === 'object' && !ArrayBuffer.isView(value))
    throw new TypeError('An object reached SQL: write it by json().')
  return value as SQLInputValue
}
