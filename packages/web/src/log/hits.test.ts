import { expect, test } from 'vitest'
import { hitsOf } from './hits.ts'

test('a text is found in either case and through colours, and means nothing but itself', () => {
  const lines = ['Loss 0.5', 'a.*b', 'lo\u001b[31mss\u001b[0m', 'axxb', '']
  expect(hitsOf(lines, 'LOSS')).toEqual([0, 2])
  expect(hitsOf(lines, '.*')).toEqual([1])
  expect(hitsOf(lines, '')).toEqual([])
})
