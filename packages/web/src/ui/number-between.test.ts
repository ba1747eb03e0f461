import fc from 'fast-check'
import { expect, test } from 'vitest'
import { numberBetween } from './number-between.ts'

test('a number is read within its bounds, and anything else as the usual one', () => {
  const read = numberBetween(25, 70, 38)
  fc.assert(
    fc.property(fc.double(), (given) => {
      expect(read(String(given))).toBe(Number.isFinite(given) ? Math.min(70, Math.max(25, Math.round(given))) : 38)
    }),
  )
  for (const odd of [undefined, '', ' ', 'odd']) expect(read(odd)).toBe(38)
})
