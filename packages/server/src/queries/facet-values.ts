import { sql } from 'kysely'
import { dialectOf } from '../db/connection/dialect.ts'
import { numberIn } from '../db/sql/number-in.ts'
import { readableColumn } from '../db/sql/unreadable.ts'
import { byCodePoint, isEverything } from './distinct.ts'
import type { ListScope } from './list-ids.ts'
import { readPattern, type TextMatch } from './pattern.ts'
import type { ListRequest } from './request.ts'
import { type Selection, selectRows } from './selection.ts'
import { jsonText, type Sql } from './sql-value.ts'
import { textCondition } from './text-condition.ts'
import { walkParamValues } from './walk-param-values.ts'

export interface FacetPage {
  readonly page?: number | undefined
  readonly page_size?: number | undefined
}
export interface FacetValues {
  readonly values: string[]
  /** How many there are on all pages. */
  readonly total: number
}

/** One page of values, numbers before other texts. */
export interface ParamValues extends FacetPage {
  readonly section: string
  readonly name: string
  /** A regular expression, unanchored and case-insensitive. */
  readonly pattern?: string | undefined
}

/** The values that a parameter has in the tasks that meet a request. */
export async function paramValues(
  scope: ListScope,
  request: ListRequest,
  { section, name, pattern, ...page }: ParamValues,
): Promise<FacetValues> {
  const match = pattern === undefined || pattern === '' ? undefined : readPattern(pattern, { ignoreCase: true, path: 'pattern' })
  const ofAll = isEverything(request)
  const selections = await selectRows(scope, 'task', request)
  if (ofAll && match === undefined && dialectOf(scope.reader) === 'postgres') {
    const walked = await Promise.all(selections.map(({ target }) => walkParamValues(scope, target.company, { section, name })))
    const found = walked.filter((values) => values !== undefined)
    if (found.length === walked.length) return pageOf([...new Set(found.flat())], page)
  }
  const values = union(selections, (selection) => valuesOfParam(selection, { section, name, match, ofAll }))
  if (match?.how === 'regex') {
    const { rows } = await sql<{ value: string }>`${values}`.execute(scope.reader)
    const texts = rows.map(({ value }) => value)
    const matched = texts.length === 0 ? [] : await scope.matchTexts({ source: match.source, ignoreCase: true }, texts)
    return pageOf(
      texts.filter((_, index) => matched[index]),
      page,
    )
  }
  const { page: number = 0, page_size: size = 500 } = page
  const { rows } = await sql<{ value: string | null; total: number }>`with found as (${values})
    select shown.value, counted.total from (select count(*) as total from found) as counted
    left join (select value, num from found order by num is null, num, value limit ${size} offset ${number * size}) as shown on true
    order by num is null, num, value`.execute(scope.reader)
  return { values: rows.flatMap(({ value }) => value ?? []), total: Number(rows[0]?.total ?? 0) }
}

interface WantedValues {
  readonly section: string
  readonly name: string
  readonly match: TextMatch | undefined
  /** Whether all tasks of the company are meant, so that nothing needs to be read of them. */
  readonly ofAll: boolean
}

/**
 * The distinct values, each with its number. SQLite takes the values from an index alone and then reads the number of each once. PostgreSQL reads the rows
 * in any case, because its index holds the beginnings of the values, so it takes the numbers with them. */
function valuesOfParam({ target, from }: Selection, { section, name, match, ofAll }: WantedValues): Sql {
  const wider = match?.how === 'regex' ? match.narrowed : match
  const matches = wider === undefined ? sql`1 = 1` : textCondition(sql.ref('side.value'), wider, target.dialect)
  const param = (table: string) => sql`${sql.ref(`${table}.company`)} = ${target.company}
    and ${sql.ref(`${table}.section`)} = ${section.trim()} and ${sql.ref(`${table}.name`)} = ${name.trim()}`
  const ofTasks = ofAll ? sql`1 = 1` : sql`side.task in (select task.id ${from})`
  const found = sql`from task_param as side where ${param('side')} and side.value is not null and ${matches} and ${ofTasks}`
  if (target.dialect === 'postgres') return sql`select side.value, min(side.num) as num ${found} group by side.value`
  return sql`select value, (select num from task_param as one where ${param('one')} and one.value = each_value.value limit 1) as num
    from (select distinct side.value ${found}) as each_value`
}

/** The metadata keys of the models that meet a request, sorted. */
export async function metadataKeys(scope: ListScope, request: ListRequest): Promise<readonly string[]> {
  const keys = union(await selectRows(scope, 'model', request), ({ target, from }) => {
    const metadata = readableColumn(sql.ref('model.metadata'), 'object', target.dialect)
    const each = target.dialect === 'postgres' ? sql`jsonb_object_keys(${metadata}) as item(key)` : sql`json_each(${metadata}) as item`
    return sql`select item.key as value from (select metadata ${from}) as model, ${each}`
  })
  const { rows } = await sql<{ value: string }>`${keys}`.execute(scope.reader)
  return rows.map(({ value }) => value).toSorted(byCodePoint)
}

/** The values that a metadata key has in the models that meet a request. */
export async function metadataValues(scope: ListScope, request: ListRequest, key: string, page: FacetPage): Promise<FacetValues> {
  const values = union(await selectRows(scope, 'model', request), ({ target, from }) => {
    const value = jsonText({ from: 'json', column: 'metadata', keys: [key, 'value'] }, target)
    return sql`select ${value} as value ${from} and ${value} is not null`
  })
  const { rows } = await sql<{ value: string }>`${values}`.execute(scope.reader)
  return pageOf(
    rows.map(({ value }) => value),
    page,
  )
}

/** The distinct rows of the same query for each company. */
function union(selections: readonly Selection[], query: (selection: Selection) => Sql): Sql {
  return sql`select distinct * from (${sql.join(selections.map(query), sql` union all `)}) as every`
}

function pageOf(values: readonly string[], { page = 0, page_size: size = 500 }: FacetPage): FacetValues {
  const sorted = values
    .map((value) => ({ value, number: numberIn(value) }))
    .toSorted((a, b) => (a.number ?? Infinity) - (b.number ?? Infinity) || byCodePoint(a.value, b.value))
  return { values: sorted.slice(page * size, (page + 1) * size).map(({ value }) => value), total: values.length }
}

/** The names of the metrics that a page offers, by the hashes of metric and variant. */
export interface MetricVariant {
  readonly metric: string
  readonly metric_hash: string
  readonly variant: string
  readonly variant_hash: string
}

/** Adds the names to hashes of metrics and variants. */
export async function metricNames(
  { reader, company }: ListScope,
  hashes: readonly (readonly [metric: string, variant: string])[],
): Promise<MetricVariant[]> {
  if (hashes.length === 0) return []
  const pairs = JSON.stringify(hashes)
  const each =
    dialectOf(reader) === 'postgres'
      ? sql`(select value ->> 0 as metric_hash, value ->> 1 as variant_hash from jsonb_array_elements(${pairs}::jsonb))`
      : sql`(select value ->> 0 as metric_hash, value ->> 1 as variant_hash from json_each(${pairs}))`
  const name = (column: 'metric' | 'variant') =>
    sql`(select ${sql.ref(`side.${column}`)} from task_metric as side where side.company in (${company}, '')
      and side.metric_hash = wanted.metric_hash and side.variant_hash = wanted.variant_hash limit 1)`
  const { rows } = await sql<MetricVariant>`
    select metric_hash, variant_hash, ${name('metric')} as metric, ${name('variant')} as variant from ${each} as wanted`.execute(reader)
  return [...rows].toSorted((a, b) => byCodePoint(a.metric, b.metric) || byCodePoint(a.variant, b.variant))
}
