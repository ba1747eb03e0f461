import { database, startServerProcess } from '@clearway/testkit'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { connectTo } from '../../packages/server/test/database.ts'
import { httpCall, tokenOf } from './http-call.ts'

// Only PostgreSQL is shared between servers.
test.runIf(database.name === 'postgres')(
  'one of several servers runs the jobs of the cluster, and another one takes them over when that server is killed',
  { timeout: 60_000 },
  async () => {
    await using fresh = await database.fresh()
    const first = await startServerProcess(fresh)
    const db = connectTo(fresh)
    const owners = async (): Promise<readonly number[]> => {
      const { rows } = await sql<{ pid: number }>`select pid from pg_locks
        where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())`.execute(db)
      return rows.map(({ pid }) => pid)
    }
    try {
      await expect.poll(owners).toHaveLength(1)
      const owner = await owners()
      await using second = await startServerProcess(fresh)
      await expect.poll(owners).toEqual(owner)
      // An equal call to another server, after the first one's answer, is another request.
      const token = await tokenOf(first.connection.url, first.connection)
      const create = async ({ connection: { url } }: typeof first): Promise<unknown> =>
        (await httpCall(url, 'tasks.create', { body: { name: 'the same', type: 'training' }, token })).data['id']
      expect(new Set([await create(first), await create(second), await create(first)]).size).toBe(3)
      await first.kill()
      // The job that removes the events of what was deleted runs every five seconds.
      await db
        .insertInto('event_removal')
        .values({ id: 'e'.repeat(32), owner: 'f'.repeat(32), company: 'c', created: 0 })
        .execute()
      await expect.poll(() => db.selectFrom('event_removal').select('id').execute()).toEqual([])
      const next = await owners()
      expect([next.length, next[0] === owner[0]]).toEqual([1, false])
    } finally {
      await db.destroy()
    }
  },
)
