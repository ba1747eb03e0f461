import { type RawBuilder, sql } from 'kysely'
import type { Dialect } from '../connection/dialect.ts'

/** The size in bytes of a text or JSON column. SQLite computes it without reading the column. */
export function byteSize(column: RawBuilder<unknown>, dialect: Dialect): RawBuilder<number> {
  const text = dialect === 'postgres' ? sql`${column}::text` : column
  return sql<number>`coalesce(octet_length(${text}), 0)`
}
