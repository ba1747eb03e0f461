import { type RawBuilder, sql } from 'kysely'
import type { Dialect } from '../connection/dialect.ts'

/** How many bytes a text or JSON column holds. SQLite does not read the column itself for it. */
export function byteSize(column: RawBuilder<unknown>, dialect: Dialect): RawBuilder<number> {
  const text = dialect === 'postgres' ? sql`${column}::text` : column
  return sql<number>`coalesce(octet_length(${text}), 0)`
}
