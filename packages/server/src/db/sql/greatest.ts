import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { isPostgres } from '../connection/dialect.ts'

/** The greater of a column and a whole number. */
export function greatest({ db }: Pick<Reader, 'db'>, column: unknown, value: number): RawBuilder<number> {
  return isPostgres(db) ? sql<number>`greatest(${column}, ${sql.val(value)}::int8)` : sql<number>`max(${column}, ${value})`
}
