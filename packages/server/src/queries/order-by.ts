import { sql } from 'kysely'
import { bounds, refuseBeyond } from './bounds.ts'
import type { Entity, Source } from './field.ts'
import { fieldOf } from './fields.ts'
import { malformed } from './malformed.ts'
import type { OrderKey } from './order-key.ts'
import { runningTimeKey, runningTimePath } from './running-time.ts'
import {
  columnOf,
  itemsOf,
  joinedValue,
  jsonText,
  sideRows,
  sideValue,
  type SortedRows,
  type Sql,
  type Target,
  textAsNumber,
} from './sql-value.ts'
import { defined } from '../defined.ts'

/** One column to sort by. */
export interface Term {
  readonly value: Sql
  readonly descending: boolean
  /** Whether values may be missing. Rows without a value come last in either direction. */
  readonly nullable: boolean
}
/** A part of the list that an index can return in order: the rows with numbers, those with other texts, or those without a value. */
export interface Segment {
  readonly from: Sql
  readonly where: Sql
  readonly terms: readonly Term[]
  readonly sorted?: SortedRows
}

/**
 * Reads `order_by`: `name`, `-last_update`, `last_metrics.<md5>.<md5>.value`, … Rows with equal keys are ordered by `id`. A path that no row has, such
 * as `featured` of projects or `@text_score` (relevance), orders nothing: all rows are equal in it, and ClearML's web app sends such paths. Source: ClearML
 * server 2.3.0.
 * `running_time` of tasks is the time until `now` where it goes on.
 */
export function readOrderBy(entity: Entity, orderBy: unknown, now: number): readonly OrderKey[] {
  const names = orderBy === undefined || orderBy === null ? [] : Array.isArray(orderBy) ? orderBy : [orderBy]
  refuseBeyond('order_by', names.length, bounds.keys)
  const keys = names.flatMap((name): readonly OrderKey[] => {
    if (typeof name !== 'string') throw malformed('order_by', 'expected paths')
    const descending = name.startsWith('-')
    const path = descending ? name.slice(1) : name
    if (entity === 'task' && path === runningTimePath) return [runningTimeKey(descending, now)]
    const field = fieldOf(entity, path)
    return field === undefined ? [] : [{ field, descending }]
  })
  return keys.some(({ field }) => field.path === 'id') ? keys : [...keys, { field: defined(fieldOf(entity, 'id')), descending: false }]
}

/** Divides the list into segments, one after another, so that missing values come last and each segment can follow an index. */
export function segmentsOf(keys: readonly OrderKey[], target: Target): readonly Segment[] {
  const [first, ...others] = keys as [OrderKey, ...OrderKey[]]
  const rest = others.flatMap((key) => termsOf(key, target))
  const table = sql.table(target.entity)
  const { field, descending } = first
  const { source } = field
  const segment = (from: Sql, where: Sql, value?: Sql): Segment => ({
    from,
    where,
    terms: value === undefined ? rest : [{ value, descending, nullable: false }, ...rest],
  })
  if (source.from === 'column') {
    const value = columnValue(first, source, target)
    if (!source.nullable) return [segment(table, sql`1 = 1`, value)]
    return [segment(table, sql`${value} is not null`, value), segment(table, sql`${value} is null`)]
  }
  // Of users and projects there are few.
  if (source.from === 'joined' && (source.table === 'user' || source.table === 'project')) {
    const { from, where, missing } = throughNames(source, target, descending)
    return [segment(from, where, sql.ref(`sorted.${source.value}`)), segment(table, missing)]
  }
  if (source.from === 'side' && !field.many) {
    const from = sql`${table} inner join ${sql.table(source.table)} as sorted on ${sql.ref(`sorted.${source.owner}`)} = ${columnOf(target, 'id')} and ${sideRows(source, 'sorted', target)}`
    const value = sideValue(source, 'sorted')
    // SQLite follows the index to the last key only if the id is that of the index.
    const owner = sql.ref(`sorted.${source.owner}`)
    const byOwner = others.flatMap((key) =>
      key.field.path === 'id' ? [{ value: owner, descending: key.descending, nullable: false }] : termsOf(key, target),
    )
    const joined = (where: Sql, value: Sql): Segment => ({
      from,
      where,
      terms: [{ value, descending, nullable: false }, ...byOwner],
      sorted: { source, as: 'joined' },
    })
    const absent = segment(
      table,
      sql`not exists (select 1 from ${sql.table(source.table)} as sorted where ${sql.ref(`sorted.${source.owner}`)} = ${columnOf(target, 'id')} and ${sideRows(source, 'sorted', target)} and ${value} is not null)`,
    )
    const missing: Segment = { ...absent, sorted: { source, as: 'absent' } }
    if (source.num === undefined) return [joined(sql`${value} is not null`, value), missing]
    const num = sql.ref(`sorted.${source.num}`)
    const stretches = [joined(sql`${num} is not null`, num), joined(sql`${num} is null and ${value} is not null`, value)]
    return [...(descending ? stretches.toReversed() : stretches), missing]
  }
  return [{ from: table, where: sql`1 = 1`, terms: [...termsOf(first, target), ...rest] }]
}

/**
 * Orders rows by a name that they refer to: reads name after name, and for each name its rows, so that a page is full after a few names. PostgreSQL
 * has to be kept from joining all rows first, and SQLite needs the names of one company. A public row may refer to another company's name, so such
 * rows are listed with those without a name.
 */
function throughNames(
  { table, by, value }: Source & { from: 'joined' },
  target: Target,
  descending: boolean,
): Omit<Segment, 'terms'> & { readonly missing: Sql } {
  const { entity, company, dialect } = target
  const isNamed = sql`sorted.id = ${columnOf(target, by)}`
  const missing = sql`not exists (select 1 from ${sql.table(table)} as sorted where ${isNamed} and sorted.company = ${company})`
  if (dialect === 'sqlite')
    return {
      from: sql`${sql.table(table)} as sorted cross join ${sql.table(entity)} on ${isNamed}`,
      where: sql`sorted.company = ${company}`,
      missing,
    }
  const names = sql`select id, ${sql.ref(value)} from ${sql.table(table)} where company = ${company} order by ${sql.ref(value)} ${sql.raw(descending ? 'desc' : 'asc')} offset 0`
  const mine = sql`select * from ${sql.table(entity)} where ${columnOf(target, 'company')} = ${company} and ${isNamed} offset 0`
  return { from: sql`(${names}) as sorted cross join lateral (${mine}) as ${sql.table(entity)}`, where: sql`1 = 1`, missing }
}

/** The sort columns of a key that is not the first, or that no index serves. */
function termsOf(key: OrderKey, target: Target): readonly Term[] {
  const { field, descending } = key
  const { source } = field
  const term = (value: Sql, nullable = true): Term => ({ value, descending, nullable })
  const pick = sql.raw(descending ? 'max' : 'min')
  switch (source.from) {
    case 'column':
      return [term(columnValue(key, source, target), source.nullable)]
    case 'joined':
      return [term(joinedValue(source, target))]
    case 'items': {
      const { rows, value } = itemsOf(source, target)
      return [term(sql`(select ${pick}(${value}) from ${rows})`)]
    }
    case 'json':
      return numbersFirst(jsonText(source, target), textAsNumber(jsonText(source, target), target), descending)
    case 'side': {
      const rows = sql`from ${sql.table(source.table)} as sorted where ${sql.ref(`sorted.${source.owner}`)} = ${columnOf(target, 'id')} and ${sideRows(source, 'sorted', target)}`
      const value = sql`(select ${pick}(${sideValue(source, 'sorted')}) ${rows})`
      return source.num === undefined
        ? [term(value)]
        : numbersFirst(value, sql`(select ${sql.ref(`sorted.${source.num}`)} ${rows})`, descending)
    }
  }
}

const columnValue = ({ value }: OrderKey, { column }: Source & { from: 'column' }, target: Target): Sql =>
  value?.(target) ?? columnOf(target, column)

/** Sorts numbers before other texts, reversed when descending; rows without a value come last in both. */
function numbersFirst(text: Sql, number: Sql, descending: boolean): readonly Term[] {
  return [
    {
      value: sql`case when ${text} is null then 2 when (${number} is null) = ${sql.raw(descending ? 'false' : 'true')} then 1 else 0 end`,
      descending: false,
      nullable: false,
    },
    { value: number, descending, nullable: true },
    // Texts that spell the same number are equal, so the text counts only if there is no number.
    { value: sql`case when ${number} is null then ${text} end`, descending, nullable: true },
  ]
}
