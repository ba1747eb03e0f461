import fc from 'fast-check'
import { expect, test } from 'vitest'
import { smooth } from './smooth.ts'

test('a smoothed curve begins where the curve does, keeps gaps, and stays within its values', () => {
  expect(smooth([1, null, 3], 0)).toEqual([1, null, 3])
  expect(smooth([1, null, 1], 0.9)).toEqual([1, null, 1])
  const value = fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true }))
  fc.assert(
    fc.property(fc.array(value), fc.double({ min: 0, max: 0.99, noNaN: true }), (y, weight) => {
      const numbers = y.filter((one) => one !== null)
      smooth(y, weight).forEach((one, index) => {
        expect(one === null).toBe(y[index] === null)
        if (one !== null) expect(one >= Math.min(...numbers) - 1e-3 && one <= Math.max(...numbers) + 1e-3).toBe(true)
      })
    }),
  )
})
