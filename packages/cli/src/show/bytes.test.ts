import { expect, test } from 'vitest'
import { bytes } from './bytes.ts'

test('sizes have three figures at most and the unit that fits', () => {
  expect([0, 812, 999, 1000, 4200, 21_406, 999_499, 999_600, 1.5e9, 2e15].map(bytes)).toEqual([
    '0 B',
    '812 B',
    '999 B',
    '1.0 kB',
    '4.2 kB',
    '21.4 kB',
    '999 kB',
    '1.0 MB',
    '1.5 GB',
    '2.0 PB',
  ])
})
