import fc from 'fast-check'
import { expect, test } from 'vitest'
import { explained } from './explained.ts'

test('what a metric follows explains it, and what it does not follow explains little', () => {
  expect(explained(['a', 'a', 'b', 'b'], [1, 1, 2, 2])).toBe(1)
  expect(explained(['1', '2', '3', '4'], [10, 20, 30, 40])).toBeCloseTo(1)
  expect(explained(['a', 'b', 'c', 'd'], [1, 5, 2, 9])).toBe(0)
  expect(explained(['a', 'b', 'a', 'b'], [1, 1, 2, 2])).toBe(0)
  expect(explained(['a', 'b', 'a'], [1, 2, 1])).toBeUndefined()
  expect(explained(['a', 'b', 'a', 'b'], [1, 1, 1, 1])).toBeUndefined()
})

test('it is a share, whatever is given', () => {
  const row = fc.tuple(
    fc.option(fc.oneof(fc.string(), fc.integer().map(String)), { nil: undefined }),
    fc.option(fc.double({ min: -1e6, max: 1e6 }), { nil: undefined }),
  )
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const share = explained(
        rows.map(([value]) => value),
        rows.map(([, y]) => y),
      )
      if (share !== undefined) expect(share >= 0 && share <= 1.000001).toBe(true)
    }),
  )
})
