import fc from 'fast-check'
import { expect, test } from 'vitest'
import { comparisons } from '../../table/filter-language.ts'
import { conditionsOf, rangeOf } from './filter-conditions.ts'

const fields = [
  { names: ['acc'], path: 'last_metrics.m.v.value', isMetric: true },
  { names: ['loss train', 'loss', 'train'], path: 'last_metrics.l.t.value', isMetric: true },
  { names: ['loss val', 'loss', 'val'], path: 'last_metrics.l.v.value', isMetric: true },
  { names: ['Args/lr', 'lr'], path: 'hyperparams.Args.lr', isMetric: false },
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

test('comparisons become conditions of a list, and those that cannot are said', () => {
  const read = (name: string, by: '>' | '=' | '<=', value: string) => ({ name, by, value })
  expect(conditionsOf([read('acc', '>', '0'), read('acc', '<=', '0.9'), read('lr', '=', '-1')], fields)).toEqual({
    conditions: { 'last_metrics.m.v.value': [Number.MIN_VALUE, 0.9], 'hyperparams.Args.lr': ['__$all', '-1'] },
    faults: [],
  })
  expect(conditionsOf([read('loss val', '<=', '1')], fields).faults).toEqual([])
  const faults = (name: string, by: '>' | '=', value: string) => conditionsOf([read(name, by, value)], fields).faults
  expect(faults('loss', '>', '1')).toEqual(['loss is more than one: loss train, loss val.'])
  expect(faults('lr', '>', '1')).toEqual(['lr is a parameter, a text: compare it by =.'])
  expect(faults('acc', '=', 'x')).toEqual(['acc is a metric, a number: x is none.'])
  expect(faults('f1', '>', '1')).toEqual(['No metric or parameter is called f1.'])
})
