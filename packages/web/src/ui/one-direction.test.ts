import fc from 'fast-check'
import { expect, test } from 'vitest'
import { oneDirection } from './one-direction.ts'

test('a text has no marks of direction, and is the same otherwise', () => {
  expect(oneDirection('fit \u202egnp.exe\u2066 \u200f1')).toBe('fit gnp.exe 1')
  const marks = ['\u061c', '\u200e', '\u200f', '\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069']
  const plain = fc.string({ unit: 'grapheme' }).filter((text) => !marks.some((mark) => text.includes(mark)))
  fc.assert(
    fc.property(fc.array(fc.tuple(plain, fc.constantFrom(...marks))), (parts) => {
      expect(oneDirection(parts.flat().join(''))).toBe(parts.map(([text]) => text).join(''))
    }),
  )
})
