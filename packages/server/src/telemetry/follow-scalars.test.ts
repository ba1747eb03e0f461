import { type ScalarCurve, withNews } from '@clearway/contract/scalar-curves'
import { database } from '@clearway/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fromAttempt, linesOf, scalar, userSource } from '../../test/events.ts'
import { addTask } from '../../test/rows.ts'
import { openTestTelemetry, type TestTelemetry } from '../../test/telemetry.ts'
import { transact } from '../db/connection/transaction.ts'
import { scheduleEventRemoval } from '../db/tables/event-removals.ts'
import { writeScroll } from './reads/scroll.ts'
import { removeScheduledEvents } from './removal/remove-scheduled.ts'

let world: TestTelemetry
let ids = 0
beforeAll(async () => {
  world = await openTestTelemetry(database)
})
afterAll(() => world[Symbol.asyncDispose]())

async function aTask(): Promise<string> {
  const id = `followed${ids++}`
  await addTask(world, { id, status: 'in_progress' })
  return id
}
const singleValue = -(2 ** 31)
const add = (source: Parameters<TestTelemetry['telemetry']['addBatch']>[2], ...events: object[]) =>
  world.telemetry.addBatch(world.scope, linesOf(...events), source)
const read = (tasks: readonly string[], after?: string, samples = 2000) =>
  world.telemetry.followScalars(world.scope, { tasks, samples, after })
async function clear(task: string): Promise<void> {
  await transact(world.scope, (tx) => scheduleEventRemoval(tx, [task]))
  await removeScheduledEvents({ ...world.scope, telemetry: world.telemetry }, [task])
}

const point = fc.record({
  iter: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -4, max: 40 }) }, { weight: 1, arbitrary: fc.constant(singleValue) }),
  value: fc.oneof({ weight: 6, arbitrary: fc.integer({ min: -9, max: 9 }) }, { weight: 1, arbitrary: fc.constant('NaN') }),
  variant: fc.constantFrom('train', 'test'),
})
const operation = fc.oneof(
  { weight: 5, arbitrary: fc.record({ attempt: fc.constantFrom(1, 1, 1, 2), points: fc.array(point, { minLength: 1, maxLength: 6 }) }) },
  { weight: 4, arbitrary: fc.record({ further: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 1, arbitrary: fc.constant('clear' as const) },
)

test('what a reader has put together of the answers is what is stored, whatever was reported, again, late or after a removal', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 12 }), fc.constantFrom(2, 6, 2000), async (operations, samples) => {
      const task = await aTask()
      let known: readonly ScalarCurve[] = []
      let after: string | undefined
      let [next, time] = [0, 0]
      for (const one of operations) {
        if (one === 'clear') await clear(task)
        else {
          const points =
            'points' in one ? one.points : Array.from({ length: one.further }, () => ({ iter: next++, value: 1, variant: 'train' }))
          const source = fromAttempt(task, 'attempt' in one ? one.attempt : 1)
          await add(source, ...points.map(({ iter, value, variant }) => scalar(task, iter, value, { variant, timestamp: (time += 1) })))
        }
        const answer = await read([task], after, samples)
        known = withNews(known, answer)
        after = answer.after
        expect(known).toEqual(withNews([], await read([task], undefined, samples)))
        expect(known.every(({ iter }) => iter.length <= samples)).toBe(true)
        expect(await read([task], after, samples)).toEqual({ fresh: false, curves: [], after })
      }
    }),
    { numRuns: 40 },
  )
})

test('an answer carries only new points, and a whole curve where an earlier point changed', async () => {
  const [task, other] = [await aTask(), await aTask()]
  await add(userSource, ...[0, 1, 2].flatMap((i) => [scalar(task, i, i), scalar(task, i, i, { variant: 'test' }), scalar(other, i, i)]))
  const first = await read([task, other])
  expect(first).toMatchObject({ fresh: true, curves: [{ iter: [0, 1, 2] }, { iter: [0, 1, 2] }, { iter: [0, 1, 2] }] })
  await add(userSource, scalar(task, 3, 30), scalar(task, 1, 10, { variant: 'test' }))
  const second = await read([task, other], first.after)
  expect(second).toMatchObject({
    fresh: false,
    curves: [
      { task, variant: 'test', fresh: true, iter: [0, 1, 2], value: [0, 10, 2] },
      { task, variant: 'train', fresh: false, iter: [3], timestamp: [1003], value: [30] },
    ],
  })
  // In SQLite the series gets the same id as before.
  await clear(task)
  await clear(other)
  await add(userSource, ...[0, 1, 2, 3, 4].map((i) => scalar(task, i, 7, { timestamp: 5000 + i })))
  expect(await read([task], second.after)).toMatchObject({ fresh: true, curves: [{ fresh: true, value: [7, 7, 7, 7, 7] }] })
})

test('of a long curve an answer carries only the last stretches', async () => {
  const task = await aTask()
  await add(userSource, ...Array.from({ length: 5000 }, (_, i) => scalar(task, i, i)))
  const first = await read([task])
  expect(first.curves[0]?.iter).toHaveLength(1250)
  await add(userSource, scalar(task, 5000, 1), scalar(task, 5001, 2))
  expect((await read([task], first.after)).curves).toEqual([
    { task, metric: 'loss', variant: 'train', fresh: false, iter: [5000], timestamp: [6001], value: [1.5] },
  ])
})

test('a cursor that is none is refused', async () => {
  const cursors = ['nonsense', writeScroll('points', {}), writeScroll('scalars', { samples: 2, curves: [[0, 1, 0, [1, 1, 'x', 1]]] })]
  for (const after of cursors) await expect(read(['x'], after)).rejects.toMatchObject({ code: 'invalid_request' })
})
