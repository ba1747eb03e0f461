import type { CompiledQuery, QueryResult } from 'kysely'
import type pg from 'pg'
import type { ReadLane } from './readers.ts'

/** Runs statements on a connection of a pool, and makes PostgreSQL cancel a statement when its call is cancelled. */
export function postgresReadLane(pool: pg.Pool): ReadLane {
  return {
    async execute<R>({ sql, parameters }: CompiledQuery, until: AbortSignal): Promise<QueryResult<R>> {
      const client = await pool.connect()
      const { processID } = client as pg.PoolClient & { readonly processID: number }
      let cancelled: Promise<unknown> | undefined
      const callOff = (): void => {
        // The cancellation needs another connection, since the lane's own is busy.
        cancelled = pool.query('select pg_cancel_backend($1)', [processID]).catch(() => undefined)
      }
      until.addEventListener('abort', callOff, { once: true })
      try {
        until.throwIfAborted()
        const { rows } = await client.query(sql, [...parameters])
        return { rows: rows as R[] }
      } finally {
        until.removeEventListener('abort', callOff)
        // The cancellation may arrive late, and must not hit the connection's next statement.
        await cancelled
        client.release()
      }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}
