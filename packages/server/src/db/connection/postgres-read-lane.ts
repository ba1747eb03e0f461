import type { CompiledQuery, QueryResult } from 'kysely'
import type pg from 'pg'
import type { ReadLane } from './readers.ts'

/** Runs statements on a connection of a pool, and has PostgreSQL cancel what is called off. */
export function postgresReadLane(pool: pg.Pool): ReadLane {
  return {
    async execute<R>({ sql, parameters }: CompiledQuery, until: AbortSignal): Promise<QueryResult<R>> {
      const client = await pool.connect()
      const { processID } = client as pg.PoolClient & { readonly processID: number }
      let cancelled: Promise<unknown> | undefined
      const callOff = (): void => {
        // Over a connection beside the one that is busy.
        cancelled = pool.query('select pg_cancel_backend($1)', [processID]).catch(() => undefined)
      }
      until.addEventListener('abort', callOff, { once: true })
      try {
        until.throwIfAborted()
        const { rows } = await client.query(sql, [...parameters])
        return { rows: rows as R[] }
      } finally {
        until.removeEventListener('abort', callOff)
        // The order may come late, and must not meet the connection's next statement.
        await cancelled
        client.release()
      }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}
