import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventTypes } from '../event.ts'
import { parseBatch } from './parse-batch.ts'
import { parseLenient } from './parse-line.ts'

const defaults = { now: 99, worker: 'desk' }
const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.integer(),
  fc.constant(null),
  fc.boolean(),
  fc.array(fc.double(), { maxLength: 3 }),
)
const event = fc.record(
  {
    task: fc.oneof(fc.constantFrom('a', 'b'), anything),
    type: fc.oneof(fc.constantFrom(...eventTypes), anything),
    iter: anything,
    timestamp: anything,
    metric: anything,
    variant: anything,
    value: anything,
    values: anything,
    url: anything,
    key: anything,
    msg: anything,
    plot_str: anything,
    level: anything,
    worker: anything,
  },
  { requiredKeys: [] },
)

test('whatever is sent, each line is either accepted or counted with a reason', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          event.map((one) => JSON.stringify(one)),
          fc.string().map((text) => text.replaceAll('\n', ' ')),
        ),
      ),
      (lines) => {
        const parsed = parseBatch(lines.join('\n'), defaults)
        const taken = [...parsed.entities.values()].reduce((sum, { count }) => sum + count, 0)
        expect(parsed.lines).toBe(lines.filter((line) => line.trim() !== '').length)
        expect(taken + parsed.errors.total).toBe(parsed.lines)
        expect(Object.values(parsed.errors.info()).reduce((sum, count) => sum + count, 0)).toBe(parsed.errors.total)
      },
    ),
  )
})

test('accepted events fit the columns: integer iterations and times, text without NUL, values that are finite or marked', () => {
  fc.assert(
    fc.property(fc.array(event, { minLength: 1 }), (events) => {
      const { entities } = parseBatch(events.map((one) => JSON.stringify(one)).join('\n'), defaults)
      for (const { series, logs, samples } of entities.values()) {
        for (const one of series) {
          for (const [i, value] of one.values.entries()) expect(one.kinds[i] === 0 ? Number.isFinite(value) : value === null).toBe(true)
          expect([...one.iterations, ...one.timestamps].every((number) => Number.isSafeInteger(number) && !Object.is(number, -0))).toBe(
            true,
          )
        }
        const texts = [
          ...logs.flatMap(({ msg, level, worker }) => [msg, level, worker]),
          ...Object.values(samples)
            .flat()
            .flatMap(({ metric, variant, key, body }) => [metric, variant, key, body]),
        ]
        expect(texts.every((text) => text.isWellFormed() && !text.includes('\0'))).toBe(true)
        for (const { iteration, timestamp } of Object.values(samples).flat())
          expect(Number.isSafeInteger(iteration) && Number.isSafeInteger(timestamp)).toBe(true)
      }
    }),
  )
})

test('absent fields have their defaults', () => {
  const { entities } = parseBatch('{"task":"a","type":"log"}\n{"task":"a","type":"training_stats_vector","values":[1]}', defaults)
  const { logs, samples } = entities.get('a')!
  expect(logs).toEqual([{ timestamp: 99, level: 'info', worker: 'desk', msg: '' }])
  expect(samples.vector).toEqual([{ metric: '', variant: '', iteration: 0, key: '', timestamp: 99, worker: 'desk', body: '[1]' }])
})

test.each([
  ['7', 7],
  [7.9, 7],
  [1e300, 4e15],
  [null, 0],
  ['seven', 0],
])('iteration %j is read as %j', (iter, expected) => {
  const { entities } = parseBatch(JSON.stringify({ task: 'a', type: 'training_stats_scalar', value: 1, iter }), defaults)
  expect(entities.get('a')!.series[0]!.iterations).toEqual([expected])
})

test('the number of reasons is bounded, however many are sent', () => {
  const { errors } = parseBatch(
    Array.from({ length: 1000 }, (_, i) => JSON.stringify({ task: 'a', type: `type ${i}` })).join('\n'),
    defaults,
  )
  expect(Object.keys(errors.info()).length).toBeLessThan(60)
  expect(errors.total).toBe(1000)
})

test('machine load does not advance the task’s iteration, nor does a value without an iteration', () => {
  const of = (metric: string, iter: number) => JSON.stringify({ task: 'a', type: 'training_stats_scalar', metric, iter, value: 1 })
  const { entities } = parseBatch(
    [of(':monitor:gpu', 50), of(':monitor:machine', 60), of('Summary', -2147483648), of('loss', 7)].join('\n'),
    defaults,
  )
  expect(entities.get('a')!.lastIteration).toBe(7)
})

test('JSON is parsed as JSON, and Python’s names of values that are not finite become strings, except inside strings', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(parseLenient(text)).toEqual(JSON.parse(text))
    }),
  )
  expect(parseLenient('{"a": NaN, "b": [-Infinity, Infinity], "c": "NaN \\" NaN"}')).toEqual({
    a: 'NaN',
    b: ['-Infinity', 'Infinity'],
    c: 'NaN " NaN',
  })
  expect(parseLenient('{"a": NaN')).toBeUndefined()
})
