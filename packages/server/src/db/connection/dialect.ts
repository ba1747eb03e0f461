import { type Kysely, PostgresAdapter, type QueryExecutorProvider, type RawBuilder, sql } from 'kysely'

/** The two databases that share one schema and one set of statements. */
export type Dialect = 'sqlite' | 'postgres'

export function dialectOf(db: QueryExecutorProvider): Dialect {
  return db.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite'
}
export function isPostgres(db: QueryExecutorProvider): boolean {
  return dialectOf(db) === 'postgres'
}

interface ColumnTypes {
  readonly text: RawBuilder<unknown>
  readonly int: RawBuilder<unknown>
  readonly real: RawBuilder<unknown>
  readonly json: RawBuilder<unknown>
  /** An integer primary key that the database assigns in ascending order. */
  readonly serial: RawBuilder<unknown>
}

/** Column types with the same meaning in both databases: text by code point, 64-bit integers, doubles, JSON. */
export function columnTypes<DB>(db: Kysely<DB>): ColumnTypes {
  return isPostgres(db)
    ? { text: sql`text collate "C"`, int: sql`int8`, real: sql`float8`, json: sql`jsonb`, serial: sql`int8 generated always as identity` }
    : { text: sql`text`, int: sql`integer`, real: sql`real`, json: sql`text`, serial: sql`integer` }
}
