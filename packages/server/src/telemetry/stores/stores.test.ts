import { database } from '@clearway/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EntityBatch } from '../ingest/entity-batch.ts'
import { openTestTelemetry, type TestTelemetry } from '../../../test/telemetry.ts'
import { openPostgresStore } from './postgres.ts'
import { openSqliteStore } from './sqlite.ts'
import type { TelemetryStore } from './store.ts'

interface Reported {
  readonly value: number
  readonly iteration: number
  readonly timestamp: number
}
const reported = fc.record({
  value: fc.integer({ min: -5, max: 5 }),
  iteration: fc.integer({ min: -3, max: 3 }),
  timestamp: fc.integer({ min: 0, max: 3 }),
})
const withNaN = fc.oneof(
  { weight: 5, arbitrary: reported },
  { weight: 1, arbitrary: reported.map((one) => ({ ...one, value: Number.NaN })) },
)

function batchOf(task: string, all: readonly Reported[]): EntityBatch {
  const batch = new EntityBatch(task, false, false)
  for (const { value, iteration, timestamp } of all) batch.seriesOf('m', 'v').add(value, iteration, timestamp)
  return batch
}

const head = { company: 'acme', created: 0 }

let world: TestTelemetry
let store: TelemetryStore
let tasks = 0
beforeAll(async () => {
  world = await openTestTelemetry(database)
  store = await openStore()
})
function openStore(): Promise<TelemetryStore> {
  const where = world.settings.store
  return 'data' in where ? openSqliteStore(`${where.data}/events.db`) : openPostgresStore(where.postgres)
}
afterAll(async () => {
  await store[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})

test('stores for each series the summary of all its batches, and for each iteration the last point', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(withNaN, { minLength: 1 }), { minLength: 1, maxLength: 4 }), async (batches) => {
      const task = `task${tasks++}`
      for (const all of batches) await store.write({ ...head, batches: [{ task, attempt: 1, batch: batchOf(task, all) }] })

      const { id, sum, count, ...row } = await store.db.selectFrom('series').selectAll().where('task', '=', task).executeTakeFirstOrThrow()
      const { summary } = batchOf(task, batches.flat()).seriesOf('m', 'v')
      expect({ sum, count }).toEqual({ sum: summary?.sum ?? 0, count: summary?.count ?? 0 })
      expect([row.min, row.min_iter, row.max, row.max_iter]).toEqual([
        summary?.min.value ?? null,
        summary?.min.iteration ?? null,
        summary?.max.value ?? null,
        summary?.max.iteration ?? null,
      ])
      expect([row.first, row.first_iter]).toEqual([summary?.first.value ?? null, summary?.first.iteration ?? null])
      expect([row.last, row.last_iter, row.last_ts]).toEqual([
        summary?.value ?? null,
        summary?.iteration ?? null,
        summary?.timestamp ?? null,
      ])

      const points = await store.db.selectFrom('point').select(['iter', 'value']).where('series', '=', id).orderBy('iter').execute()
      const last = new Map(batches.flat().map(({ iteration, value }) => [iteration, Number.isNaN(value) ? null : value]))
      expect(points).toEqual([...last].toSorted(([a], [b]) => a - b).map(([iter, value]) => ({ iter, value })))
    }),
    { numRuns: 40 },
  )
})

test('stores all of a batch or nothing', async () => {
  const good = batchOf('whole', [{ value: 1, iteration: 0, timestamp: 0 }])
  const bad = batchOf('whole', [])
  bad.logs.push({ timestamp: Number.NaN, level: 'info', worker: '', msg: '' })
  await expect(
    store.write({
      ...head,
      batches: [
        { task: 'whole', attempt: 0, batch: good },
        { task: 'whole', attempt: 0, batch: bad },
      ],
    }),
  ).rejects.toThrow(/NaN|NOT NULL/)
  expect(await store.db.selectFrom('series').selectAll().where('task', '=', 'whole').execute()).toEqual([])
  await store.write({ ...head, batches: [{ task: 'whole', attempt: 0, batch: good }] })
})

test('reopens a store with what it has written, several times at once', async () => {
  const stores = await Promise.all([openStore(), openStore(), openStore()])
  const batch = batchOf('shared', [{ value: 1, iteration: 0, timestamp: 0 }])
  await stores[0]!.write({ ...head, batches: [{ task: 'shared', attempt: 0, batch }] })
  expect(await stores[1]!.db.selectFrom('series').select('metric').where('task', '=', 'shared').execute()).toHaveLength(1)
  for (const store of stores) await store[Symbol.asyncDispose]()
})

test('stores each line of an output once, however many servers get it at the same time, and each of its other lines', async () => {
  const stores = await Promise.all([openStore(), openStore(), openStore()])
  const line = (msg: string, outputEnd?: number) => ({ timestamp: 1, level: 'info', worker: '', msg, ...(outputEnd && { outputEnd }) })
  const writeTo = (one: TelemetryStore, from: number) => {
    const batch = batchOf('printing', [])
    batch.logs = [line('beside')]
    for (let at = from; at < from + 10; at += 1) batch.logs.push(line(`${at}`, at + 1))
    const output = { attempt: 'attempt', batch, reached: from + 10 }
    return one.write({ ...head, batches: [{ task: 'printing', attempt: 1, batch }], output })
  }
  for (const from of [0, 5, 0, 15]) await Promise.all(stores.map((one) => writeTo(one, from)))
  const lines = await store.db.selectFrom('log').select('msg').where('task', '=', 'printing').orderBy('seq').execute()
  const printed = lines.map(({ msg }) => msg).filter((msg) => msg !== 'beside')
  expect(printed).toEqual(Array.from({ length: 25 }, (_, at) => `${at}`))
  expect(lines.length - printed.length).toBe(12)
  await store.deleteRecords({ createdBefore: 1 })
  expect(await store.db.selectFrom('output_offset').selectAll().execute()).toEqual([])
  for (const one of stores) await one[Symbol.asyncDispose]()
})
