import { sql } from 'kysely'
import { inList, typed } from '../db/in-list.ts'
import { numberIn } from '../db/number-in.ts'
import type { Field, SideTable } from './field.ts'
import type { Predicate, Value } from './predicate.ts'
import { columnOf, itemsOf, jsonNumber, jsonText, sideRows, sideValue, type Sql, type Target } from './sql-value.ts'
import { textCondition } from './text-condition.ts'
import { byCost } from './cost.ts'

const yes = sql`1 = 1`
const no = sql`1 = 0`

/** A predicate as a condition of SQL that is never null where a `not` stands above it. */
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
      return isIn(predicate, target, negated)
    case 'compare': {
      const { field, by, value } = predicate
      return holds(field, target, (one) => sql`${one} ${sql.raw(by)} ${typed(value, target.dialect)}`, negated)
    }
    case 'text':
      return holds(predicate.field, target, (one) => textCondition(one, predicate.match, target.dialect), negated)
    case 'missing':
      return missing(predicate.field, target)
    case 'in_project':
    case 'in_project_named':
      throw new Error('A project reached SQL: resolve it first.')
  }
}

/** That one of the field's values meets a condition. */
function holds(field: Field, target: Target, condition: (value: Sql) => Sql, negated = false): Sql {
  const { source } = field
  switch (source.from) {
    case 'column':
      return condition(columnOf(target, source.column))
    case 'json':
      return condition(jsonText(source, target))
    case 'items': {
      const { rows, value } = itemsOf(source, target)
      return sql`exists (select 1 from ${rows} where ${condition(value)})`
    }
    case 'side':
      return inSide(source, target, condition, negated)
  }
}

/**
 * By the side table's own index, where the database may begin. What is excluded is rather compared with a list, made once; PostgreSQL
 * weighs that against looking up each row, if it is spelled as an `exists` that it cannot turn into a join.
 */
function inSide(source: SideTable, target: Target, condition: (value: Sql) => Sql, negated: boolean): Sql {
  const owner = sql.ref(`side.${source.owner}`)
  const met = sql`${sideRows(source, 'side', target)} and ${condition(sideValue(source, 'side'))}`
  const table = sql.table(source.table)
  return negated && (target.dialect === 'postgres' || target.few)
    ? sql`exists (select 1 from ${table} as side where ${owner} = ${columnOf(target, 'id')} and ${met})`
    : sql`${columnOf(target, 'id')} in (select ${owner} from ${table} as side where ${met})`
}

function isIn({ field, values, literally }: Predicate & { is: 'in' }, target: Target, negated: boolean): Sql {
  const { source } = field
  if (source.from !== 'json')
    return holds(
      field,
      target,
      (value) => (field.long ? beginsAndIs(value, values, target) : inList(value, values, target.dialect)),
      negated,
    )
  if (source.indexed && values.length === 1 && numberIn(String(values[0])) === undefined)
    return indexedJson(source, String(values[0]), target)
  const numbers = literally ? [] : values.flatMap((value) => numberIn(String(value)) ?? [])
  const asText = inList(jsonText(source, target), values, target.dialect)
  return numbers.length === 0 ? asText : sql`(${asText} or ${inList(jsonNumber(source, target), numbers, target.dialect)})`
}

const indexedLength = 256

/** As PostgreSQL's index on long texts has them: their beginning, which is all of a short one. */
function beginsAndIs(value: Sql, values: readonly Value[], { dialect }: Target): Sql {
  const is = inList(value, values, dialect)
  if (dialect === 'sqlite') return is
  const beginnings = values.map((text) => [...String(text)].slice(0, indexedLength).join(''))
  const begins = inList(sql`left(${value}, ${sql.lit(indexedLength)})`, beginnings, dialect)
  return beginnings.every((text) => [...text].length < indexedLength) ? begins : sql`(${begins} and ${is})`
}

/** The index is on the folded text, because controllers search without regard to case. */
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
    case 'items':
    case 'side':
      return sql`not ${holds(field, target, (value) => sql`${value} is not null`, true)}`
  }
}
