import { database } from '@clearway/testkit'
import { type KyselyPlugin, sql } from 'kysely'
import { expect, test } from 'vitest'
import { openTestTelemetry } from '../../../test/telemetry.ts'
import { countPoints } from '../reads/count-points.ts'
import { openPostgresStore } from '../stores/postgres.ts'
import { openSqliteStore } from '../stores/sqlite.ts'
import { clearLog } from './clear-log.ts'
import { rowsAtOnce } from './in-parts.ts'

/** Counts the statements of a kind. */
function counting(kind: string) {
  let statements = 0
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      if (node.kind === kind) statements += 1
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  }
  return { plugin, statements: () => statements }
}

test('a long log is cleared by several statements, each of which deletes so many lines at most', async () => {
  await using world = await openTestTelemetry(database)
  const where = world.settings.store
  await using store = await ('data' in where ? openSqliteStore(`${where.data}/events.db`) : openPostgresStore(where.postgres))
  const lines = 2 * rowsAtOnce + 1
  await sql`
    insert into log (task, seq, company, attempt, ts, level, worker, msg)
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${sql.lit(lines + 2)})
    select 't', i, 'acme', 1, i, 'info', 'w', 'm' from n
  `.execute(store.db)
  const { plugin, statements } = counting('DeleteQueryNode')
  const db = store.db.withPlugin(plugin)
  expect(await clearLog(db, { company: 'acme', task: 't', before: lines + 1 })).toBe(lines)
  expect(statements()).toBe(3)
  expect(await clearLog(db, { company: 'acme', task: 't' })).toBe(2)
})

test('the points of many curves are counted by two statements, each iteration of a curve once', async () => {
  await using world = await openTestTelemetry(database)
  const where = world.settings.store
  await using store = await ('data' in where ? openSqliteStore(`${where.data}/events.db`) : openPostgresStore(where.postgres))
  const point = { ts: 1, value: 1, kind: 0 }
  const series = Array.from({ length: 40 }, (_, index) => index + 1)
  const points = series.flatMap((id) => [1, 2, 3].map((iter) => ({ ...point, series: id, iter: iter + (id % 2) })))
  await store.db
    .insertInto('point')
    .values(points as never)
    .execute()
  const { plugin, statements } = counting('SelectQueryNode')
  const reader = { db: store.db.withPlugin(plugin), company: 'acme' }
  // Twenty curves of one attempt, with three iterations each, and ten of two attempts, with four different ones.
  const curves = [
    ...series.slice(0, 20).map((id) => ({ series: [id] })),
    ...series.slice(20).flatMap((id) => (id % 2 === 1 ? [{ series: [id, id + 1] }] : [])),
  ]
  expect(await countPoints(reader, curves as never)).toBe(20 * 3 + 10 * 4)
  expect(statements()).toBeLessThanOrEqual(2)
})
