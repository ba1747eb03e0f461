import { type RawBuilder, sql } from 'kysely'
import type { Dialect } from '../db/connection/dialect.ts'
import { numberPattern } from '../db/sql/number-in.ts'
import { readableColumn } from '../db/sql/unreadable.ts'
import type { Entity, SideTable, Source } from './field.ts'
import { defined } from '../defined.ts'

export type Sql = RawBuilder<unknown>

/** The database, entity and company for which SQL is written. Each statement serves one company, so that indexes can be used in their order. */
export interface Target {
  readonly dialect: Dialect
  readonly entity: Entity
  readonly company: string
  /** Whether other conditions leave few rows, so that a lookup for each is cheaper than a list of excluded rows. */
  readonly few?: boolean
  /** Whether the statement lists only tasks whose time goes on, or only others; undefined: both. */
  readonly goingOn?: boolean
  /** The rows of a side table by which the statement sorts. */
  readonly sorted?: SortedRows
}

/** Rows of a side table by which a statement sorts, at most one for each row of the entity, and what the statement has of them. */
export interface SortedRows {
  readonly source: SideTable
  /** `joined`: the row, under the alias `sorted`. `absent`: only rows of the entity for which there is none with a value. */
  readonly as: 'joined' | 'absent'
}

export const columnOf = ({ entity }: Target, name: string): Sql => sql.ref(`${entity}.${name}`)

/** A condition that fails a SQLite statement at its next row once the statement is cancelled. PostgreSQL has a cancellation of its own. */
export function whileWanted({ dialect }: Target): Sql {
  return dialect === 'sqlite' ? sql`still_wanted() and ` : sql``
}

/** The value of a side table's row in the form in which it is compared. */
export function sideValue(side: SideTable, alias: string): Sql {
  return side.value === 'mean_value' ? sql`(${sql.ref(`${alias}.sum`)} / ${sql.ref(`${alias}.count`)})` : sql.ref(`${alias}.${side.value}`)
}

/** The condition for the rows of a side table that belong to a field, whatever their owner. */
export function sideRows(side: SideTable, alias: string, target: Target): Sql {
  const where = Object.entries(side.where).map(([name, value]) => sql`${sql.ref(`${alias}.${name}`)} = ${value}`)
  return sql.join([sql`${sql.ref(`${alias}.company`)} = ${target.company}`, ...where], sql` and `)
}

/** The value of a column in the row that the entity refers to. */
export function joinedValue({ table, by, value }: Source & { from: 'joined' }, target: Target): Sql {
  return sql`(select ${sql.ref(`joined.${value}`)} from ${sql.table(table)} as joined where joined.id = ${columnOf(target, by)})`
}

/** A part of a JSON column as text; SQL null if it is missing or null. An indexed part is written exactly as in its index. */
export function jsonText(source: Source & { from: 'json' }, target: Target): Sql {
  const { keys } = source
  const column = columnOf(target, source.column)
  if (target.dialect === 'postgres') {
    if (source.indexed) return sql`((${column} ->> ${sql.lit(defined(keys[0]))}) collate "C")`
    return sql`((${column} #>> ${[...keys]}::text[]) collate "C")`
  }
  const path = jsonPath(keys)
  // The column is valid JSON, since the index accepts nothing else.
  if (source.indexed) return sql`json_extract(${column}, ${sql.lit(path)})`
  const document = readableColumn(column, 'object', target.dialect)
  return sql`case json_type(${document}, ${path}) when 'true' then 'true' when 'false' then 'false' else cast(json_extract(${document}, ${path}) as text) end`
}

/** A part of a JSON column as a number; SQL null if it is not one. */
export function jsonNumber(source: Source & { from: 'json' }, target: Target): Sql {
  const document = readableColumn(columnOf(target, source.column), 'object', target.dialect)
  const keys = [...source.keys]
  if (target.dialect === 'postgres')
    return sql`case jsonb_typeof(${document} #> ${keys}::text[]) when 'number' then (${document} #>> ${keys}::text[])::float8 end`
  const path = jsonPath(keys)
  return sql`case when json_type(${document}, ${path}) in ('integer', 'real') then json_extract(${document}, ${path}) end`
}

/** The number that a text spells; SQL null if it spells none. */
export function textAsNumber(text: Sql, { dialect }: Target): Sql {
  // The pattern is a constant, never a user's, so PostgreSQL's own engine is safe.
  return dialect === 'postgres' ? sql`case when ${text} ~ ${numberPattern} then ${text}::float8 end` : sql`number_in(${text})`
}

/** A JSON path for SQLite, which compares a quoted label with the JSON text as it was written. */
function jsonPath(keys: readonly string[]): string {
  return `$${keys.map((key) => `.${JSON.stringify(key)}`).join('')}`
}

/** The objects of an array in a JSON column, one row for each. */
export function itemsOf(source: Source & { from: 'items' }, target: Target): { readonly rows: Sql; readonly value: Sql } {
  const document = readableColumn(columnOf(target, source.column), 'object', target.dialect)
  if (target.dialect === 'postgres')
    return {
      rows: sql`jsonb_array_elements(${readableColumn(sql`(${document} -> ${source.list}::text)`, 'list', 'postgres')}) as item(value)`,
      value: sql`((item.value ->> ${source.key}::text) collate "C")`,
    }
  return {
    rows: sql`json_each(${document}, ${jsonPath([source.list])}) as item`,
    value: sql`json_extract(item.value, ${jsonPath([source.key])})`,
  }
}
