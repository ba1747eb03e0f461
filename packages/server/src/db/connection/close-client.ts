import type pg from 'pg'
import { socketOf } from './socket-of.ts'

/** Closes a connection, by force if PostgreSQL does not answer in time. */
export async function closeClient(client: pg.Client, milliseconds: number): Promise<void> {
  const deadline = setTimeout(() => socketOf(client).destroy(), milliseconds)
  await client.end().catch(() => undefined)
  clearTimeout(deadline)
}
