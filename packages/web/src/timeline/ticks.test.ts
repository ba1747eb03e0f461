import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ticksOf } from './ticks.ts'

test('a timeline of any length has a few marks, from its begin and not beyond its end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 ** 12 }), (end) => {
      const ticks = ticksOf(end)
      expect(ticks[0]).toBe(0)
      expect(ticks.length).toBeLessThanOrEqual(14)
      expect(ticks.at(-1)).toBeLessThanOrEqual(end)
    }),
  )
})
