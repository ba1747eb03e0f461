import { type RawBuilder, sql } from 'kysely'
import type { Dialect } from '../connection/dialect.ts'
import { defined } from '../../defined.ts'

/**
 * The condition that a value is in a list of any length. A long list is passed as one parameter, so that there are few different statements and no
 * limit on parameters applies.
 */
export function inList(value: RawBuilder<unknown>, values: readonly (string | number)[], dialect: Dialect): RawBuilder<boolean> {
  if (values.length === 0) return sql`1 = 0`
  if (values.length === 1) return sql`${value} = ${typed(defined(values[0]), dialect)}`
  if (values.length <= 12) return sql`${value} in (${sql.join(values.map((one) => typed(one, dialect)))})`
  if (dialect === 'sqlite') return sql`${value} in (select value from json_each(${JSON.stringify(values)}))`
  return typeof values[0] === 'number' ? sql`${value} = any(${[...values]}::float8[])` : sql`${value} = any(${[...values]}::text[])`
}

/** Casts a number, because PostgreSQL assumes the column's type for a parameter, and an integer column would refuse a fraction. */
export function typed(value: string | number, dialect: Dialect): RawBuilder<unknown> {
  return typeof value === 'number' && dialect === 'postgres' && !Number.isSafeInteger(value) ? sql`${value}::float8` : sql`${value}`
}
