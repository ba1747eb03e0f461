import type { SelectQueryBuilder } from 'kysely'
import type { Reader } from '../../scope.ts'
import { isPostgres } from '../connection/dialect.ts'

/**
 * For what a transaction reads a row, which decides its lock. `refer`: the transaction writes a reference to the row, which must not be deleted
 * meanwhile. `change`: it writes what depends on the row's state, so nobody else may change the row meanwhile. `remove`: its decision also depends on
 * what refers to the row.
 */
export type ReadFor = 'refer' | 'change' | 'remove'

/**
 * Adds the row lock for a purpose to a query. It is needed in PostgreSQL, where transactions run side by side; outside a transaction nothing is
 * locked, and SQLite has one writer. Two transactions that lock rows in different orders may deadlock: `transact` then repeats one of them.
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
