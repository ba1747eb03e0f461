import type { ReadConnection } from '../scope.ts'
import { sql } from 'kysely'
import { compile } from './compile.ts'
import { leavesFew } from './cost.ts'
import { type Segment, segmentsOf, type Term } from './order-by.ts'
import type { OrderKey } from './order-key.ts'
import type { Key, Page } from './page.ts'
import type { Predicate } from './predicate.ts'
import { columnOf, type Sql, type Target, whileWanted } from './sql-value.ts'
import { defined } from '../defined.ts'

export interface Found {
  readonly ids: readonly string[]
  /** The position of the last row. */
  readonly last?: Key
  /** The value of `alongside` for each row. */
  readonly alongside: readonly unknown[]
}
export interface ListQuery {
  /** The condition, compiled for each company. The rows of several companies are merged in order. */
  readonly parts: readonly { readonly target: Target; readonly predicate: Predicate }[]
  readonly orderBy: readonly OrderKey[]
  /** Another value that is read with each row. */
  readonly alongside?: (target: Target) => Sql
}

type Row = Readonly<Record<string, string | number | null>> & { readonly id: string; readonly alongside?: never }

/** Finds the ids of one page, in order: segment after segment until the page is full. Only the columns of the order are read. */
export async function findRows(db: ReadConnection, query: ListQuery, page: Page): Promise<Found> {
  const segments = query.parts.map(({ target }) => segmentsOf(query.orderBy, target))
  const count = segments[0]?.length ?? 0
  const ids: string[] = []
  const alongside: unknown[] = []
  let { offset } = page
  let last: Key | undefined
  for (let segment = page.after?.segment ?? 0; segment < count && ids.length < page.limit; segment += 1) {
    const after = page.after?.segment === segment ? page.after.values : undefined
    const stretches = query.parts.map((part, index) => ({ ...part, segment: defined(defined(segments[index])[segment]), after }))
    const wanted = page.limit - ids.length
    const rows = await readStretch(db, stretches, { limit: wanted, offset }, query.alongside)
    for (const row of rows) {
      ids.push(row.id)
      if (query.alongside !== undefined) alongside.push(row.alongside)
    }
    const end = rows.at(-1)
    if (end !== undefined) last = { segment, values: defined(stretches[0]).segment.terms.map((_, index) => end[`k${index}`] ?? null) }
    if (rows.length > 0) offset = 0
    else if (offset > 0 && segment + 1 < count) offset -= await countStretch(db, stretches)
  }
  return { ids, alongside, ...(last === undefined ? {} : { last }) }
}

interface Stretch {
  readonly target: Target
  readonly predicate: Predicate
  readonly segment: Segment
  readonly after: readonly (string | number | null)[] | undefined
}

async function readStretch(
  db: ReadConnection,
  stretches: readonly Stretch[],
  { limit, offset }: { limit: number; offset: number },
  alongside: ListQuery['alongside'],
): Promise<readonly Row[]> {
  const { terms } = defined(stretches[0]).segment
  const order = sql.join(
    terms.map(({ descending, nullable }, index) => sql.raw(`k${index}${descending ? ' desc' : ''}${nullable ? ' nulls last' : ''}`)),
  )
  const parts = stretches.map((stretch, index) => {
    const select = sql`select ${columnOf(stretch.target, 'id')} as id, ${columns(stretch.segment.terms)}${alongside === undefined ? sql`` : sql`, ${alongside(stretch.target)} as alongside`} ${body(stretch)}`
    // With an order of its own each part follows its index. PostgreSQL would sort the rows of all of them.
    return stretches.length === 1
      ? select
      : sql`select * from (${select} order by ${order} limit ${limit + offset}) as ${sql.ref(`part${index}`)}`
  })
  const { rows } =
    await sql<Row>`${sql.join(parts, sql` union all `)} order by ${order} limit ${limit} ${offset === 0 ? sql`` : sql`offset ${offset}`}`.execute(
      db,
    )
  return rows
}

async function countStretch(db: ReadConnection, stretches: readonly Stretch[]): Promise<number> {
  let total = 0
  for (const stretch of stretches) {
    const { rows } = await sql<{ count: number }>`select count(*) as count ${body(stretch)}`.execute(db)
    total += Number(rows[0]?.count ?? 0)
  }
  return total
}

const columns = (terms: readonly Term[]) => sql.join(terms.map(({ value }, index) => sql`${value} as ${sql.ref(`k${index}`)}`))

function body({ target, predicate, segment, after }: Stretch): Sql {
  const beyond = after === undefined ? sql`1 = 1` : isAfter(segment.terms, after)
  const parts = predicate.is === 'all' ? predicate.of : [predicate]
  const sorted = segment.sorted === undefined ? {} : { sorted: segment.sorted }
  const condition = compile(predicate, { ...target, ...sorted, few: parts.some(leavesFew) })
  return sql`from ${segment.from} where ${whileWanted(target)}${ofCompany(target, parts)} and ${segment.where} and ${condition} and ${beyond}`
}

/**
 * The condition on the company. It uses the index on companies, which also gives the order, unless ids are named: SQLite would prefer that index to
 * looking the ids up.
 */
function ofCompany(target: Target, parts: readonly Predicate[]): Sql {
  const named = parts.some((part) => part.is === 'in' && part.field.path === 'id')
  const company = columnOf(target, 'company')
  return named ? sql`${company} || '' = ${target.company}` : sql`${company} = ${target.company}`
}

/** The condition that a row comes after a position: greater in one sort column and equal in all columns before it. */
function isAfter(terms: readonly Term[], values: readonly (string | number | null)[]): Sql {
  const alternatives = terms.map((term, index) => {
    const equal = terms
      .slice(0, index)
      .map((before, at) =>
        values[at] === null || values[at] === undefined ? sql`${before.value} is null` : sql`${before.value} = ${values[at]}`,
      )
    return sql`(${sql.join([...equal, greater(term, values[index] ?? null)], sql` and `)})`
  })
  return sql`(${sql.join(alternatives, sql` or `)})`
}

function greater({ value, descending, nullable }: Term, than: string | number | null): Sql {
  if (than === null) return sql`1 = 0`
  const beyond = descending ? sql`${value} < ${than}` : sql`${value} > ${than}`
  return nullable ? sql`(${beyond} or ${value} is null)` : beyond
}
