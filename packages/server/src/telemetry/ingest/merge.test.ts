import fc from 'fast-check'
import { expect, test } from 'vitest'
import { include, type Summary, summarize } from './merge.ts'

const value = fc.record({
  value: fc.integer({ min: -5, max: 5 }),
  iteration: fc.integer({ min: -3, max: 3 }),
  timestamp: fc.integer({ min: 0, max: 3 }),
})
const values = fc.array(value, { minLength: 1 })
interface Reported {
  readonly value: number
  readonly iteration: number
  readonly timestamp: number
}

function summaryOf([first, ...rest]: readonly Reported[]): Summary {
  const summary = summarize(first!.value, first!.iteration, first!.timestamp)
  for (const { value, iteration, timestamp } of rest) include(summary, value, iteration, timestamp)
  return summary
}

test('the bounds are those of the values, each with an iteration that has this value', () => {
  fc.assert(
    fc.property(values, (all) => {
      const { min, max, first, sum, count, ...latest } = summaryOf(all)
      expect(min.value).toBe(Math.min(...all.map((one) => one.value)))
      expect(max.value).toBe(Math.max(...all.map((one) => one.value)))
      expect(first.iteration).toBe(Math.min(...all.map((one) => one.iteration)))
      expect(latest.timestamp).toBe(Math.max(...all.map((one) => one.timestamp)))
      expect([sum, count]).toEqual([all.reduce((total, one) => total + one.value, 0), all.length])
      expect(all).toContainEqual(latest)
      for (const bound of [min, max, first]) expect(all.map(({ value, iteration }) => ({ value, iteration }))).toContainEqual(bound)
    }),
  )
})
