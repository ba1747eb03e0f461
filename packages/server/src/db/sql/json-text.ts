import { type RawBuilder, sql } from 'kysely'
import { type Dialect, dialectOf } from '../connection/dialect.ts'
import type { Reader } from '../../scope.ts'
import { readableColumn } from './unreadable.ts'

/** The texts in a JSON column that holds an object, by their names in it; null where there is none, or where the column is unreadable. */
export function jsonTexts(db: Reader['db'], column: string): (name: string) => RawBuilder<string | null> {
  const dialect: Dialect = dialectOf(db)
  const readable = readableColumn(sql.ref(column), 'object', dialect)
  return (name) =>
    dialect === 'postgres' ? sql<string | null>`${readable} ->> ${name}` : sql<string | null>`json_extract(${readable}, ${`$.${name}`})`
}
