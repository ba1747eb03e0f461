import { stripVTControlCharacters, styleText } from 'node:util'
import fc from 'fast-check'
import stringWidth from 'fast-string-width'
import { expect, test } from 'vitest'
import { cut } from './cut.ts'

const styled = fc
  .array(fc.tuple(fc.constantFrom('red', 'dim', 'bold', undefined), fc.stringMatching(/^[a-zé→ ]{0,12}$/)))
  .map((parts) => parts.map(([style, text]) => (style === undefined ? text : styleText(style, text, { validateStream: false }))).join(''))

test('a text that is too wide loses its end to an ellipsis, and one that fits stays as it is', () => {
  fc.assert(
    fc.property(styled, fc.integer({ min: 1, max: 40 }), (text, width) => {
      const [before, after] = [stripVTControlCharacters(text), stripVTControlCharacters(cut(text, width))]
      const fits = [...before].length <= width
      expect(after).toBe(fits ? before : `${[...before].slice(0, width - 1).join('')}…`)
    }),
  )
})

test('every style that begins in a text still ends in it', () => {
  const codes = (text: string): readonly string[] =>
    text
      .split(String.fromCodePoint(27))
      .slice(1)
      .map((part) => part.slice(0, part.indexOf('m')))
  fc.assert(
    fc.property(styled, fc.integer({ min: 1, max: 40 }), (text, width) => {
      expect(codes(cut(text, width))).toEqual(codes(text))
    }),
  )
})

test('a wide letter takes two columns, and is cut off together with its accents', () => {
  expect([cut('学習する', 8), cut('学習する', 7), cut('学習する', 6), cut('👩‍💻👩‍💻👩‍💻', 5), cut('café au lait'.normalize('NFD'), 5)]).toEqual([
    '学習する',
    '学習す…',
    '学習…',
    '👩‍💻👩‍💻…',
    'café…'.normalize('NFD'),
  ])
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, width) => {
      expect(stringWidth(cut(text, width))).toBeLessThanOrEqual(width)
    }),
  )
})
