import { database, startServerProcess } from '@clearway/testkit'
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
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
      const owner = await vi.waitFor(async () => {
        const found = await owners()
        expect(found).toHaveLength(1)
        return found
      }, 20_000)
      await using second = await startServerProcess(fresh)
      await vi.waitFor(async () => expect(await owners()).toEqual(owner))
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
      await vi.waitFor(async () => expect(await db.selectFrom('event_removal').select('id').execute()).toEqual([]), 20_000)
      const next = await owners()
      expect([next.length, next[0] === owner[0]]).toEqual([1, false])
    } finally {
      await db.destroy()
    }
  },
)
