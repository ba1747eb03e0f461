import type { ReadConnection } from '../scope.ts'
import { sql } from 'kysely'
import { inList } from '../db/sql/in-list.ts'
import { ownersOf } from './compile.ts'
import { leavesFew } from './cost.ts'
import { fieldOf } from './fields.ts'
import type { OrderKey } from './order-key.ts'
import { all, type Dense, never, not, type Predicate } from './predicate.ts'
import { columnOf, type Sql, type Target } from './sql-value.ts'
import { leavesOf, replaceLeaves } from './walk.ts'
import { defined } from '../defined.ts'

/** The most ids that are listed first: finding and sorting these takes as long as filling a page of 500 by looking up row after row. */
const mostOwners = 5_000
const mostListed = 20_000
/** The most excluded ids that are listed, since each row is compared with the list. Hidden rows are seldom more. */
const mostExcluded = 500

/**
 * Resolves conditions on side tables. If few rows meet a condition, it becomes the list of their ids. If many do, each row is looked up while an
 * index is followed in the requested order, which soon fills the page. The database cannot estimate this and would always make the list. A negated
 * condition becomes a list if the list is short.
 */
export async function resolveOwners(
  db: ReadConnection,
  predicate: Predicate,
  { target, orderBy, most = mostOwners }: { target: Target; orderBy: readonly OrderKey[]; most: number | undefined },
): Promise<Predicate> {
  const parts = predicate.is === 'all' ? predicate.of : [predicate]
  if (parts.some(leavesFew)) return predicate
  const resolved: Predicate[] = []
  for (const part of parts) {
    const excluded = part.is === 'not'
    const owners = ownersOfPart(excluded ? part.of : part, target)
    const ids = owners === undefined ? undefined : await atMost(db, owners, excluded ? Math.min(mostExcluded, most) : most)
    if (ids !== undefined) resolved.push(excluded ? not(named(target, ids)) : named(target, ids))
    else if (owners === undefined || excluded || !isFollowed(orderBy)) resolved.push(part)
    else resolved.push(dense(part, (await isListable(db, part, owners, target)) ? 'in a list' : 'in the table'))
  }
  return all(resolved)
}

function named({ entity }: Target, ids: readonly string[]): Predicate {
  return ids.length === 0 ? never : { is: 'in', field: defined(fieldOf(entity, 'id')), values: ids }
}

/** Whether an index gives the requested order, so that a page is full long before all rows have been read. */
function isFollowed([first]: readonly OrderKey[]): boolean {
  return first !== undefined && (first.field.ordered === true || (first.field.source.from === 'side' && !first.field.many))
}

function dense(part: Predicate, how: Dense): Predicate {
  return replaceLeaves(part, (leaf) => ('field' in leaf && leaf.is !== 'missing' ? { ...leaf, dense: how } : leaf))
}

/** Whether PostgreSQL should list the rows: looking up one row is slow there, and a short list is quick if an index finds its rows. */
async function isListable(db: ReadConnection, part: Predicate, owners: Sql, { dialect }: Target): Promise<boolean> {
  if (dialect === 'sqlite' || leavesOf(part).some((leaf) => leaf.is === 'text')) return false
  const { rows } = await sql<{ count: number }>`select count(*) as count from (${owners} limit ${mostListed + 1}) as owners`.execute(db)
  return Number(rows[0]?.count) <= mostListed
}

/** A query for the ids that meet a condition on side tables, alone or together with a condition on the project. */
function ownersOfPart(part: Predicate, target: Target): Sql | undefined {
  if (part.is === 'not' || part.is === 'all' || !leavesOf(part).some((leaf) => 'field' in leaf && leaf.field.source.from === 'side'))
    return undefined
  const queries = (part.is === 'any' ? part.of : [part]).map((one) => ownersOfLeaf(one, target))
  return queries.every((query) => query !== undefined) ? sql.join(queries, sql` union all `) : undefined
}

function ownersOfLeaf(leaf: Predicate, target: Target): Sql | undefined {
  if (leaf.is === 'missing' || !('field' in leaf)) return undefined
  const { source, path } = leaf.field
  if (source.from === 'side') return ownersOf(leaf, source, target)
  if (leaf.is !== 'in' || path !== 'project') return undefined
  const project = inList(columnOf(target, 'project'), leaf.values, target.dialect)
  return sql`select ${columnOf(target, 'id')} as id from ${sql.table(target.entity)} where ${columnOf(target, 'company')} = ${target.company} and ${project}`
}

/** Reads the ids; undefined if there are more than `most`. */
async function atMost(db: ReadConnection, owners: Sql, most: number): Promise<readonly string[] | undefined> {
  const { rows } = await sql<{ id: string }>`${owners} limit ${most + 1}`.execute(db)
  return rows.length > most ? undefined : [...new Set(rows.map(({ id }) => id))]
}
