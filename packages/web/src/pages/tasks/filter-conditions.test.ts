import fc from 'fast-check'
import { expect, test } from 'vitest'
import { comparisons } from '../../table/filter-language.ts'
import { conditionsOf, rangeOf } from './filter-conditions.ts'

const fields = [
  { names: ['acc'], path: 'last_metrics.m.v.value', isMetric: true },
  { names: ['loss train', 'loss', 'train'], path: 'last_metrics.l.t.value', isMetric: true },
  { names: ['loss val', 'loss', 'val'], path: 'last_metrics.l.v.value', isMetric: true },
  { names: ['Args/lr', 'lr'], path: 'hyperparams.Args.lr', isMetric: false },
  { names: ['Args/epochs', 'epochs'], path: 'hyperparams.Args.epochs', isMetric: false },
]

test('a range has exactly the numbers that the comparison allows', () => {
  const holds = {
    '>': (a, b) => a > b,
    '<': (a, b) => a < b,
    '>=': (a, b) => a >= b,
    '<=': (a, b) => a <= b,
    '=': (a, b) => a === b,
  } satisfies Record<string, (a: number, b: number) => boolean>
  const number = fc.oneof(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), fc.constantFrom(0, -0, 0.9, Number.MIN_VALUE))
  fc.assert(
    fc.property(fc.constantFrom(...comparisons), number, number, (by, value, other) => {
      const [least, most] = rangeOf(by, value)
      for (const one of [other, value]) expect(one >= least && one <= most).toBe(holds[by](one, value))
    }),
  )
})

const read = (name: string, by: (typeof comparisons)[number], value: string) => ({ name, by, value })

test('comparisons become conditions of a list', () => {
  const terms = [
    read('acc', '>', '0'),
    read('acc', '<=', '0.9'),
    read('lr', '=', '-1'),
    read('Args/lr', '<', '0'),
    read('loss val', '>=', '1'),
    { name: 'epochs', from: '10', to: '' },
  ]
  expect(conditionsOf(terms, fields)).toEqual({
    filters: {
      'last_metrics.m.v.value': { range: [Number.MIN_VALUE, 0.9] },
      'hyperparams.Args.lr': { range: [null, -Number.MIN_VALUE], all: { include: ['-1'] } },
      'last_metrics.l.v.value': { range: [1, null] },
      'hyperparams.Args.epochs': { range: [10, null] },
    },
    faults: [],
  })
})

test.each([
  [[read('loss', '>', '1')], 'loss is more than one: loss train, loss val.'],
  [[read('acc', '=', 'x')], 'acc is a metric, a number: x is none.'],
  [[read('f1', '>', '1')], 'No metric or parameter is called f1.'],
  [[read('lr', '>', '1'), read('Args/lr', '<', '0')], 'No number is as asked of Args/lr.'],
  [[{ name: 'lr', from: '0.1', to: '0.001' }], 'No number is as asked of Args/lr.'],
  [[read('lr', '>', String(Number.MAX_VALUE))], 'No number is as asked of Args/lr.'],
])('what no list can be filtered by is said: %j', (terms, fault) => {
  expect(conditionsOf(terms, fields)).toEqual({ filters: {}, faults: [fault] })
})
