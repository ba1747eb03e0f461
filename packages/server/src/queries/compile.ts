import { sql } from 'kysely'
import type { Dialect } from '../db/connection/dialect.ts'
import { inList, typed } from '../db/sql/in-list.ts'
import { numberIn } from '../db/sql/number-in.ts'
import type { Field, SideTable } from './field.ts'
import type { Dense, Predicate, Value } from './predicate.ts'
import {
  columnOf,
  itemsOf,
  jsonNumber,
  jsonText,
  sideRows,
  sideValue,
  type Sql,
  type Target,
  textAsNumber,
  whileWanted,
} from './sql-value.ts'
import { textCondition } from './text-condition.ts'
import { byCost } from './cost.ts'

const yes = sql`1 = 1`
const no = sql`1 = 0`

/** Compiles a predicate to an SQL condition. Below a `not` the condition is never null. */
export function compile(predicate: Predicate, target: Target, negated = false): Sql {
  switch (predicate.is) {
    case 'all':
      return predicate.of.length === 0
        ? yes
        : sql`(${sql.join(
            byCost(predicate.of).map((part) => compile(part, target, negated)),
            sql` and `,
          )})`
    case 'any':
      return predicate.of.length === 0
        ? no
        : sql`(${sql.join(
            byCost(predicate.of).map((part) => compile(part, target, negated)),
            sql` or `,
          )})`
    case 'not':
      return sql`(${compile(predicate.of, target, true)}) is not true`
    case 'in':
    case 'compare':
    case 'between':
    case 'text':
      return predicate.is === 'in' && predicate.field.source.from === 'json'
        ? isInJson(predicate, predicate.field.source, target)
        : holds(predicate.field, target, conditionOf(predicate, target), { negated, dense: predicate.dense })
    case 'missing':
      return missing(predicate.field, target)
    case 'in_project':
    case 'in_project_named':
      throw new Error('A project reached SQL: resolve it first.')
  }
}

export type ValueLeaf = Predicate & { is: 'in' | 'compare' | 'between' | 'text' }

/** The condition of a leaf on one value. */
function conditionOf(leaf: ValueLeaf, { dialect }: Target): (value: Sql) => Sql {
  switch (leaf.is) {
    case 'in':
      return (value) => (leaf.field.long ? beginsAndIs(value, leaf.values, dialect) : inList(value, leaf.values, dialect))
    case 'compare':
      return (value) => sql`${value} ${sql.raw(leaf.by)} ${typed(leaf.value, dialect)}`
    case 'between':
      return (value) => sql`${value} between ${typed(leaf.min, dialect)} and ${typed(leaf.max, dialect)}`
    case 'text':
      return (value) => textCondition(value, leaf.match, dialect)
  }
}

/** A query for the ids whose rows in the side table match a leaf. */
export function ownersOf(leaf: ValueLeaf, source: SideTable, target: Target): Sql {
  return sql`select ${sql.ref(`side.${source.owner}`)} as id ${sideWhere(source, target, conditionOf(leaf, target))}`
}

function sideWhere(source: SideTable, target: Target, condition: (value: Sql) => Sql): Sql {
  return sql`from ${sql.table(source.table)} as side where ${whileWanted(target)}${sideRows(source, 'side', target)} and ${condition(sideValue(source, 'side'))}`
}

interface ConditionMode {
  readonly negated?: boolean
  readonly dense?: Dense | undefined
}

/** The condition that at least one of a field's values matches. */
function holds(field: Field, target: Target, condition: (value: Sql) => Sql, mode: ConditionMode = {}): Sql {
  const { source } = field
  switch (source.from) {
    case 'column':
      return condition(columnOf(target, source.column))
    case 'json':
      return condition(field.type === 'number' ? textAsNumber(jsonText(source, target), target) : jsonText(source, target))
    case 'items': {
      const { rows, value } = itemsOf(source, target)
      return sql`exists (select 1 from ${rows} where ${condition(value)})`
    }
    case 'joined':
      return sql`${columnOf(target, source.by)} in (select joined.id from ${sql.table(source.table)} as joined where ${condition(sql.ref(`joined.${source.value}`))})`
    case 'side':
      return inSorted(source, target, condition) ?? inSide(source, target, condition, mode)
  }
}

/**
 * The condition on the row by which the statement sorts, so that the index that gives the order begins and ends where the condition does. Undefined if
 * the statement does not sort by that row.
 */
function inSorted(source: SideTable, { sorted }: Target, condition: (value: Sql) => Sql): Sql | undefined {
  if (sorted === undefined || !isOfSameRows(source, sorted.source)) return undefined
  if (sorted.as === 'joined') return condition(sideValue(source, 'sorted'))
  return [sorted.source.value, sorted.source.num].includes(source.value) ? no : undefined
}

function isOfSameRows(one: SideTable, other: SideTable): boolean {
  const names = Object.keys(one.where)
  return (
    one.table === other.table &&
    names.length === Object.keys(other.where).length &&
    names.every((name) => one.where[name] === other.where[name])
  )
}

/**
 * The condition that a row of the side table matches. The database may begin with the side table's index. A negated condition is compared with a list
 * that is made once; PostgreSQL chooses between that list and a lookup for each row, if it is written as an `exists` that cannot become a join.
 */
function inSide(source: SideTable, target: Target, condition: (value: Sql) => Sql, { negated = false, dense }: ConditionMode): Sql {
  const owner = sql.ref(`side.${source.owner}`)
  const rows = sideWhere(source, target, condition)
  const mine = sql`${owner} = ${columnOf(target, 'id')}`
  const listed = sql`${columnOf(target, 'id')} in (select ${owner} ${rows})`
  if (dense !== undefined && !negated) {
    // `is true` after the condition keeps PostgreSQL from turning it into a join.
    if (dense === 'in a list') return sql`(${listed}) is true`
    return sql`exists (select 1 ${rows} and ${mine}${target.dialect === 'postgres' ? sql` offset 0` : sql``})`
  }
  return negated && (target.dialect === 'postgres' || target.few) ? sql`exists (select 1 ${rows} and ${mine})` : listed
}

function isInJson({ values, literally }: Predicate & { is: 'in' }, source: Field['source'] & { from: 'json' }, target: Target): Sql {
  if (source.indexed && values.length === 1 && numberIn(String(values[0])) === undefined)
    return indexedJson(source, String(values[0]), target)
  const numbers = literally ? [] : values.flatMap((value) => numberIn(String(value)) ?? [])
  const asText = inList(jsonText(source, target), values, target.dialect)
  return numbers.length === 0 ? asText : sql`(${asText} or ${inList(jsonNumber(source, target), numbers, target.dialect)})`
}

const indexedLength = 256

/** Equality with one of the values by PostgreSQL's index on long texts, which holds the beginning of each text. */
function beginsAndIs(value: Sql, values: readonly Value[], dialect: Dialect): Sql {
  const is = inList(value, values, dialect)
  if (dialect === 'sqlite') return is
  const beginnings = values.map((text) => [...String(text)].slice(0, indexedLength).join(''))
  const begins = inList(sql`left(${value}, ${sql.lit(indexedLength)})`, beginnings, dialect)
  return beginnings.every((text) => [...text].length < indexedLength) ? begins : sql`(${begins} and ${is})`
}

/** Equality with an indexed JSON value. The index holds the text in lower case, because controllers search case-insensitively. */
function indexedJson(source: Field['source'] & { from: 'json' }, value: string, target: Target): Sql {
  const text = jsonText(source, target)
  return sql`(lower(${text}) = lower(${value}) and ${text} = ${value})`
}

function missing(field: Field, target: Target): Sql {
  const { source } = field
  switch (source.from) {
    case 'column': {
      const value = columnOf(target, source.column)
      if (field.type !== 'text') return source.nullable ? sql`${value} is null` : no
      return source.nullable ? sql`(${value} is null or ${value} = '')` : sql`${value} = ''`
    }
    case 'json':
      return sql`coalesce(${jsonText(source, target)}, '') = ''`
    case 'joined':
      return sql`(${holds(field, target, (value) => sql`${value} is not null`)}) is not true`
    case 'items':
    case 'side':
      return sql`not ${holds(field, target, (value) => sql`${value} is not null`, { negated: true })}`
  }
}
