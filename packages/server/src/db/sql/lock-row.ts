import type { SelectQueryBuilder } from 'kysely'
import type { Reader } from '../../scope.ts'
import { isPostgres } from '../connection/dialect.ts'

/**
 * What a transaction reads a row for. `refer`: it writes something that names the row, which must not be deleted meanwhile. `change`: it writes
 * what follows from the row's present state, so that nobody else may change it meanwhile. `remove`: it also decides by what refers to the row.
 */
export type ReadFor = 'refer' | 'change' | 'remove'

/**
 * The query with the row lock that its purpose asks for under PostgreSQL, where transactions run side by side. Outside a transaction nothing is
 * locked; SQLite has one writer anyway. Two transactions that lock rows in different orders may wait for each other: `transact` tries one again.
 */
export function lockedFor<DB, TB extends keyof DB, O>(
  { db }: Pick<Reader, 'db'>,
  query: SelectQueryBuilder<DB, TB, O>,
  purpose: ReadFor,
): SelectQueryBuilder<DB, TB, O> {
  if (!db.isTransaction || !isPostgres(db)) return query
  if (purpose === 'refer') return query.forKeyShare()
  return purpose === 'change' ? query.forNoKeyUpdate() : query.forUpdate()
}
