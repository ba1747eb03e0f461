import { sql } from 'kysely'
import type { Scope } from '../context.ts'
import { isPostgres } from './dialect.ts'

/**
 * Runs `work` unless another server of the same database is at it: under PostgreSQL by an advisory lock, which goes with its connection should
 * the server die; SQLite has one server. The lock's connection does nothing else, so that the work may open transactions of its own.
 */
export async function oneOwner({ db }: Pick<Scope, 'db'>, name: string, work: () => Promise<void>): Promise<void> {
  if (!isPostgres(db)) return work()
  await db.connection().execute(async (connection) => {
    const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_lock(hashtext(${`clearway ${name}`})) as got`.execute(connection)
    if (rows[0]?.got !== true) return
    try {
      await work()
    } finally {
      await sql`select pg_advisory_unlock(hashtext(${`clearway ${name}`}))`.execute(connection)
    }
  })
}
