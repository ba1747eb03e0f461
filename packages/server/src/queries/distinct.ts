import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { ListScope } from './list-ids.ts'
import type { ListRequest } from './request.ts'
import { type Selection, selectRows } from './selection.ts'
import { columnOf, type Sql, type Target } from './sql-value.ts'

type Entity = 'task' | 'model' | 'project'

/** The distinct values of a column of the rows that meet a request, sorted by code point, without missing ones. */
export async function distinctValues(scope: ListScope, entity: Entity, request: ListRequest, column: string): Promise<readonly string[]> {
  const found = new Set<string>()
  for (const { from, target } of await selectRows(scope, entity, request)) {
    const { rows } = await sql<{ value: string | null }>`select distinct ${columnOf(target, column)} as value ${from}`.execute(scope.reader)
    for (const { value } of rows) if (value !== null && value !== '') found.add(value)
  }
  return [...found].toSorted(byCodePoint)
}

/** A side table whose rows belong to tasks, models or projects, and which an index gives in the order of the company and the pair of columns. */
export interface SidePairs {
  readonly table: keyof Database
  readonly owner: string
  readonly pair: readonly [string, string]
  /** Whether the table also has rows of other entities. */
  readonly isShared?: true
}

/** The distinct pairs of two columns of a side table, among the rows that belong to what meets a request. */
export async function distinctPairs(
  scope: ListScope,
  entity: Entity,
  request: ListRequest,
  side: SidePairs,
): Promise<readonly (readonly [string, string])[]> {
  const found = new Map<string, readonly [string, string]>()
  for (const selection of await selectRows(scope, entity, request)) {
    const pairs = isEverything(request) ? allPairs(side, selection.target) : pairsOf(side, selection)
    const { rows } = await sql<{ first: string; second: string }>`${pairs}`.execute(scope.reader)
    for (const { first, second } of rows) found.set(JSON.stringify([first, second]), [first, second])
  }
  return [...found.values()].toSorted((a, b) => byCodePoint(a[0], b[0]) || byCodePoint(a[1], b[1]))
}

/** The order of text columns in both databases. */
export function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function pairsOf({ table, owner, pair: [first, second] }: SidePairs, { target, from }: Selection): Sql {
  return sql`select distinct ${sql.ref(first)} as first, ${sql.ref(second)} as second from ${sql.table(table)} as side
    where ${sql.ref(`side.${owner}`)} in (select ${columnOf(target, 'id')} ${from})`
}

/** Whether a request has no condition. */
export const isEverything = ({ allow_public: _, ...conditions }: ListRequest): boolean => Object.keys(conditions).length === 0

/**
 * All pairs of a company, found by going from each pair to the next greater one in the index: without reading the rows of a pair, of which there may be
 * as many as tasks. In a shared table the last condition leaves out pairs that only rows of another entity have.
 */
function allPairs({ table, owner, pair, isShared }: SidePairs, { entity, company }: Target): Sql {
  const [first, second] = pair.map((column) => sql.ref(`side.${column}`)) as [Sql, Sql]
  const least = (column: Sql, ...conditions: readonly RawBuilder<unknown>[]) =>
    sql`(select min(${column}) from ${sql.table(table)} as side where ${sql.join([sql`side.company = ${company}`, ...conditions], sql` and `)})`
  const isOwned = sql`exists (
      select 1 from ${sql.table(table)} as side inner join ${sql.table(entity)} as owner on owner.id = ${sql.ref(`side.${owner}`)}
      where side.company = ${company} and ${first} = pairs.first and ${second} = pairs.second
    )`
  return sql`with recursive
    firsts(value) as (
      select ${least(first)} union all select ${least(first, sql`${first} > firsts.value`)} from firsts where firsts.value is not null
    ),
    pairs(first, second) as (
      select value, ${least(second, sql`${first} = firsts.value`)} from firsts where value is not null
      union all
      select first, ${least(second, sql`${first} = pairs.first`, sql`${second} > pairs.second`)} from pairs where second is not null
    )
    select first, second from pairs where second is not null and ${isShared === true ? isOwned : sql`1 = 1`}`
}
