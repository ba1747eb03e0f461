import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import { visibleTo } from '../sql/visible.ts'
import type { Database } from '../schema.ts'

/** Rows of the company and public ones, in the order of the ids; missing rows are left out. `columns`: their names, or SQL for their values. */
export async function readRows<Row extends { readonly id: string }>(
  { db, company }: Reader,
  table: keyof Database,
  columns: readonly (string | RawBuilder<unknown>)[],
  ids: readonly string[],
): Promise<readonly Row[]> {
  if (ids.length === 0) return []
  const { rows } =
    await sql<Row>`select ${sql.join(columns.map((one) => (typeof one === 'string' ? sql.ref(one) : one)))} from ${sql.table(table)} where ${inList(sql.ref('id'), ids, dialectOf(db))} and ${visibleTo(company)}`.execute(
      db,
    )
  const found = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => found.get(id) ?? [])
}

/** The ids of rows, in their order. */
export function idsOf(rows: readonly { readonly id: string }[]): readonly string[] {
  return rows.map(({ id }) => id)
}

/** Removes keys whose value is null, because the wire shows no such key. */
export function present<T extends Readonly<Record<string, unknown>>>(document: T): { readonly [K in keyof T]?: Exclude<T[K], null> } {
  return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== null && value !== undefined)) as never
}
