import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold, sideBySide } from './folded.ts'
import { diffLines } from './line-diff.ts'

test('equal lines far from any difference are left out', () => {
  const left = Array.from({ length: 20 }, (_, index) => `${index}`)
  const stretches = fold(diffLines(left, left.with(10, 'x')))
  expect(stretches.map((one) => ('leftOut' in one ? one.leftOut : one.lines.map(({ text }) => text).join(' ')))).toEqual([
    7,
    '7 8 9 10 x 11 12 13',
    6,
  ])
  expect(fold(diffLines(left, left))).toEqual([{ leftOut: 20 }])
  const text = fc.array(fc.constantFrom('a', 'b'), { maxLength: 40 })
  fc.assert(
    fc.property(text, text, (one, other) => {
      const lines = diffLines(one, other)
      expect(fold(lines, 1).reduce((sum, part) => sum + ('leftOut' in part ? part.leftOut : part.lines.length), 0)).toBe(lines.length)
    }),
  )
})

test('what takes the place of other lines stands beside them', () => {
  const rows = sideBySide(diffLines(['a', 'b', 'c', 'd'], ['a', 'x', 'd', 'e']))
  expect(rows.map(({ left, right }) => `${left?.text ?? ''}|${right?.text ?? ''}`)).toEqual(['a|a', 'b|x', 'c|', 'd|d', '|e'])
})
