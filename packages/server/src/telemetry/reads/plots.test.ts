import { deflateSync } from 'node:zlib'
import { database } from '@clearway/testkit'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openTestTelemetry } from '../../../test/telemetry.ts'
import { openPostgresStore } from '../stores/postgres.ts'
import { openSqliteStore } from '../stores/sqlite.ts'
import { plots } from './plots.ts'

test('a task may have more plots than a call has room for arguments', async () => {
  await using world = await openTestTelemetry(database)
  const where = world.settings.store
  const isFolder = 'data' in where
  await using store = await (isFolder ? openSqliteStore(`${where.data}/events.db`) : openPostgresStore(where.postgres))
  const many = 150_000
  await sql`
    insert into plot (company, task, attempt, metric, variant, iter, key, ts, worker, body)
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${sql.lit(many)})
    select 'acme', 't', 1, 'm', 'v', i, '', 1, 'w', ${isFolder ? sql`x'78'` : sql`'\x78'::bytea`} from n
  `.execute(store.db)
  // So large that the first page ends with it.
  const body = deflateSync('a'.repeat(17 << 20))
  const latest = { company: 'acme', task: 't', attempt: 1, metric: 'm', variant: 'v', iter: many + 1, key: '', ts: 1, worker: 'w' }
  await store.db
    .insertInto('plot')
    .values({ ...latest, body })
    .execute()
  const reader = { db: store.db, company: 'acme' }
  const page = await plots(reader, { tasks: ['t'], iters: many + 1 })
  expect(page).toMatchObject({ returned: 1, total: many + 1 })
})
