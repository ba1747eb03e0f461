import { database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../test/database.ts'
import { transact } from '../db/connection/transaction.ts'
import { addSamples } from '../db/tables/load-samples.ts'
import { loadPoints } from '../queries/load-stats.ts'
import { readPeriod } from './period.ts'
import { thinOutLoad } from './thin-out.ts'

const hour = 3_600_000
const begin = Date.UTC(2027, 0, 1)

test('samples are merged to longer ones as they grow old, with the same averages and extremes, and deleted in the end', async () => {
  await using target = await openTestDatabase(database, { time: begin })
  const { scope, db } = target
  const sample = { company: scope.company, kind: 'machine', owner: 'one', metric: 'cpu_usage', variant: '0' } as const
  const filler = Array.from({ length: 300 }, (_, number) => ({ ...sample, owner: `w${number}`, values: [number] }))
  // Ten minutes of reports, more than one transaction takes.
  for (let report = 0; report < 20; report += 1) {
    target.setTime(begin + report * 30_000)
    await transact(scope, (tx) => addSamples(tx, [...filler, { ...sample, values: [report, 100 - report] }]))
  }
  const settings = { retentionLoadDays: 10 }
  const thinAt = async (time: number) => {
    target.setTime(time)
    await thinOutLoad({ ...scope, settings }, new AbortController().signal)
    const rows = await db.selectFrom('load_sample').select(['span', 'count', 'least', 'most']).where('owner', '=', 'one').execute()
    const seconds = { from_date: begin / 1000, to_date: begin / 1000 + 3600, interval: 3600 }
    const period = readPeriod(scope, seconds)
    const points = await loadPoints(scope, { period, metrics: ['cpu_usage'], owners: ['one'], isSplit: false })
    return { rows: rows.length, spans: new Set(rows.map(({ span }) => span)), points: points.map(({ avg, min, max }) => [avg, min, max]) }
  }
  const points = [[50, 0, 100]]
  expect(await thinAt(begin + hour)).toEqual({ rows: 20, spans: new Set([10_000]), points })
  expect(await thinAt(begin + 3 * hour)).toEqual({ rows: 2, spans: new Set([300_000]), points })
  expect(await thinAt(begin + 80 * hour)).toEqual({ rows: 1, spans: new Set([hour]), points })
  expect(await thinAt(begin + 11 * 24 * hour)).toEqual({ rows: 0, spans: new Set(), points: [] })
  expect(await db.selectFrom('load_sample').select('owner').limit(1).execute()).toEqual([])
})
