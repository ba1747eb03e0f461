import { expect, test } from 'vitest'
import { hitsOf, namesError, patternOf } from './hits.ts'

test('a text is found in either case and through colours, and means nothing but itself unless it is an expression', () => {
  const lines = ['Loss 0.5', 'a.*b', 'lo\u001b[31mss\u001b[0m', 'axxb', '']
  expect(hitsOf(lines, patternOf('LOSS', false))).toEqual([0, 2])
  expect(hitsOf(lines, patternOf('.*', false))).toEqual([1])
  expect(hitsOf(lines, patternOf('^A.+B$', true))).toEqual([1, 3])
  expect(hitsOf(lines, patternOf('', true))).toEqual([])
  expect(patternOf('a(', true)).toBeUndefined()
  expect(['step 1', '\u001b[31mRuntimeError: CUDA out of memory\u001b[0m', 'no Error here'].map(namesError)).toEqual([false, true, false])
})
