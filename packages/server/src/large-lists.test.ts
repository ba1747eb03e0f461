import { join } from 'node:path'
import { database, sqlite } from '@clearway/testkit'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../test/database.ts'
import { transact } from './db/connection/transaction.ts'
import { addSamples } from './db/tables/load-samples.ts'
import { textCondition } from './queries/text-condition.ts'
import { together } from './telemetry/reads/series-parts.ts'
import { openSqliteStore } from './telemetry/stores/sqlite.ts'

const many = 200_000

test('the curves of one statement may have any number of points', async () => {
  await using fresh = await sqlite.fresh()
  await using store = await openSqliteStore(join(fresh.folder, 'events.db'))
  const rows = sql<{ series: number }>`(
    with recursive n(x) as (select 1 union all select x + 1 from n where x < ${sql.lit(many)}) select 7 as series from n)`
  const curve = { task: 't', metric: 'm', variant: 'v', series: [7] }
  const found = await together([{ id: 7 }], () => store.db.selectFrom(rows.as('points')).select('series') as never)
  expect(found.of(curve)).toHaveLength(many)
})

test('a machine may report any number of devices', async () => {
  await using world = await openTestDatabase(database, { time: 0 })
  const values = Array.from({ length: many }, (_, index) => index)
  const sample = { company: 'acme', kind: 'machine', owner: 'a', metric: 'cpu_usage', variant: 'all', values } as const
  await transact(world.scope, (tx) => addSamples(tx, [sample]))
  const stored = await world.db.selectFrom('load_sample').select(['count', 'least', 'most']).execute()
  expect(stored).toEqual([{ count: many, least: 0, most: many - 1 }])
})

test('the prefix that a list searches for may be long', () => {
  const match = { how: 'prefix', text: 'a'.repeat(many), ignoreCase: false } as const
  expect(() => textCondition(sql.ref('name'), match, 'sqlite')).not.toThrow()
})
