import { expect, test } from 'vitest'
import { backOffMs } from './back-off.ts'

test('pauses double up to the longest, with up to half of each taken off', () => {
  const pauses = (random: number): readonly number[] =>
    [1, 2, 3, 20].map((failures) => backOffMs(failures, { firstMs: 10, longestMs: 50, random: () => random }))
  expect(pauses(0)).toEqual([10, 20, 40, 50])
  expect(pauses(1)).toEqual([5, 10, 20, 25])
})
