import fc from 'fast-check'
import { expect, test } from 'vitest'
import { barHeights } from './bar-heights.ts'

test('the longest run has the highest bar, and each bar can be seen', () => {
  expect(barHeights([1000, 500, 1, undefined])).toEqual([100, 50, 15, undefined])
  expect(barHeights([0, 0])).toEqual([15, 15])
  const durations = fc.array(fc.option(fc.nat(1_000_000), { nil: undefined }))
  fc.assert(
    fc.property(durations, (all) => {
      const heights = barHeights(all)
      heights.forEach((height, index) => {
        expect(height === undefined).toBe(all[index] === undefined)
        expect(height ?? 15).toBeGreaterThanOrEqual(15)
        expect(height ?? 15).toBeLessThanOrEqual(100)
        for (const [at, other] of heights.entries())
          if ((all[index] ?? 0) > (all[at] ?? Infinity)) expect(height ?? 0).toBeGreaterThanOrEqual(other ?? 0)
      })
    }),
  )
})
