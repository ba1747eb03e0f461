import { type RawBuilder, sql } from 'kysely'
import type { Dialect } from '../connection/dialect.ts'

/** Membership in a list of any length. A long list is one parameter, so that statements stay few and no limit on parameters counts. */
export function inList(value: RawBuilder<unknown>, values: readonly (string | number)[], dialect: Dialect): RawBuilder<boolean> {
  if (values.length === 0) return sql`1 = 0`
  if (values.length === 1) return sql`${value} = ${typed(values[0]!, dialect)}`
  if (values.length <= 12) return sql`${value} in (${sql.join(values.map((one) => typed(one, dialect)))})`
  if (dialect === 'sqlite') return sql`${value} in (select value from json_each(${JSON.stringify(values)}))`
  return typeof values[0] === 'number' ? sql`${value} = any(${[...values]}::float8[])` : sql`${value} = any(${[...values]}::text[])`
}

/** PostgreSQL takes a parameter for the column's type: a fraction would then be refused by an integer column. */
export function typed(value: string | number, dialect: Dialect): RawBuilder<unknown> {
  return typeof value === 'number' && dialect === 'postgres' && !Number.isSafeInteger(value) ? sql`${value}::float8` : sql`${value}`
}
