import fc from 'fast-check'
import { expect, test } from 'vitest'
import { barOf, rangeOf } from './bars.ts'

test('a bar is as long as its number, and begins at zero', () => {
  expect(barOf(3, rangeOf([1, 4, Number.NaN]))).toEqual({ left: 0, width: 75 })
  expect(barOf(-1, rangeOf([-1, 3]))).toEqual({ left: 0, width: 25 })
  expect(barOf(3, rangeOf([-1, 3]))).toEqual({ left: 25, width: 75 })
  expect(barOf(0, rangeOf([]))).toEqual({ left: 0, width: 0 })
})

test('no bar leaves its cell', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, min: -1e300, max: 1e300 })), fc.double(), (numbers, other) => {
      for (const number of [...numbers, other]) {
        const { left, width } = barOf(number, rangeOf(numbers))
        expect(left >= 0 && width >= 0 && left + width <= 100.000001).toBe(true)
      }
    }),
  )
})
