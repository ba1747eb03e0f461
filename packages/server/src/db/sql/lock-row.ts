import type { SelectQueryBuilder } from 'kysely'
import type { ReadConnection, Reader, Tx } from '../../scope.ts'
import { isPostgres } from '../connection/dialect.ts'

/**
 * For what a transaction reads a row, which decides its lock. `refer`: the transaction writes a reference to the row, which must not be deleted
 * meanwhile. `change`: it writes what depends on the row's state, so nobody else may change the row meanwhile. `remove`: its decision also depends on
 * what refers to the row.
 */
export type ReadFor = 'refer' | 'change' | 'remove'

/** What a read for a purpose takes. To change or remove a row it takes a transaction, because a lock ends with its transaction. */
export type ReaderFor<P extends ReadFor> = P extends 'refer' ? Reader : Tx

/**
 * Adds the row lock for a purpose to a query. It is needed in PostgreSQL, where transactions run side by side; a reader outside a transaction locks
 * nothing, and SQLite has one writer. Two transactions that lock rows in different orders may deadlock: `transact` then repeats one of them.
 */
export function lockedFor<P extends ReadFor, DB, TB extends keyof DB, O>(
  scope: ReaderFor<P>,
  query: SelectQueryBuilder<DB, TB, O>,
  purpose: P,
): SelectQueryBuilder<DB, TB, O> {
  return scope.db.isTransaction ? withRowLock(scope.db, query, purpose) : query
}

/** The same for a prepared statement: its shape has the purpose, if a transaction runs it. */
export function withRowLock<DB, TB extends keyof DB, O>(
  db: ReadConnection,
  query: SelectQueryBuilder<DB, TB, O>,
  purpose: ReadFor,
): SelectQueryBuilder<DB, TB, O> {
  if (!isPostgres(db)) return query
  if (purpose === 'refer') return query.forKeyShare()
  return purpose === 'change' ? query.forNoKeyUpdate() : query.forUpdate()
}
