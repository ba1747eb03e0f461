import { expect, test } from 'vitest'
import { inOf } from './duration.ts'

test('a time to come is told by its two largest units', () => {
  const second = 1000
  const texts = [-5, 12, 61, 27_036, 3600, 285_000].map((seconds) => inOf(seconds * second))
  expect(texts).toEqual(['in 0 s', 'in 12 s', 'in 1 min', 'in 7 h 30 min', 'in 1 h 0 min', 'in 3 d 7 h'])
})
