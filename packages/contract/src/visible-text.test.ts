import fc from 'fast-check'
import { expect, test } from 'vitest'
import { harmless, visibleDocument, visibleLine, visibleLog, visibleText } from './visible-text.ts'

const esc = '\u001b'
const risky = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(`${esc}]0;title\u0007`, `${esc}[2J`, `${esc}[1A`, `${esc}[31m`, '\r', '\n', '\u009b2J', '\u202e'),
    ),
  )
  .map((parts) => parts.join(''))
const controls = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u

test('a line has no characters that a terminal acts on', () => {
  fc.assert(
    fc.property(risky, (text) => {
      expect(visibleLine(text)).not.toMatch(controls)
    }),
  )
  expect(visibleLine(`a${esc}]0;owned\u0007b\nc\td\u009b\u202e\u007f`)).toBe('a␛]0;owned␇b␊c␉d\\u009b\\u202e\\u007f')
})

test('a text without control characters is unchanged', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(!controls.test(text) && !/[\u061c\u200e\u200f]/.test(text))
      expect(visibleLine(text)).toBe(text)
      expect(harmless(text)).toBe(text)
    }),
  )
})

test('a text of several lines shows its line breaks, so that none of its lines looks like one of the program', () => {
  expect(visibleText('one\r\n✓ done\n')).toBe('one\n↳ ✓ done')
  fc.assert(
    fc.property(risky, (text) => {
      for (const line of visibleText(text).split('\n').slice(1)) expect(line).toMatch(/^↳ /)
    }),
  )
})

test('a log has its colours, which end with each line, and no other control sequences', () => {
  expect(visibleLog(`${esc}[31mred${esc}[0m plain`)).toBe(`${esc}[31mred${esc}[0m plain${esc}[0m`)
  expect(visibleLog(`${esc}[38;5;8mdim\nnext`)).toBe(`${esc}[38;5;8mdim${esc}[0m\nnext`)
  expect(visibleLog(`${esc}[2J${esc}[H${esc}]0;owned\u0007gone`)).toBe('␛[2J␛[H␛]0;owned␇gone')
  expect(visibleLog(' 10%\r 20%\r100%\r')).toBe('100%')
  fc.assert(
    fc.property(risky, (text) => {
      const left = visibleLog(text).replaceAll(new RegExp(`${esc}\\[[\\d;:]*m|[\\n\\t]`, 'g'), '')
      expect(left).not.toMatch(controls)
    }),
  )
})

test('JSON whose control characters are escaped has the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), risky, (value, text) => {
      const json = JSON.stringify([value, text])
      expect(JSON.parse(harmless(json))).toEqual(JSON.parse(json))
      expect(harmless(json)).not.toMatch(controls)
    }),
  )
})

test('every text of a document is made visible, by what its field may hold', () => {
  const document = { name: 'a\nb', comment: 'a\nb', reason: 'a\nb', [`k${esc}`]: [{ msg: `${esc}[1mbold` }], count: 1, none: null }
  expect(visibleDocument(document)).toEqual({
    name: 'a␊b',
    comment: 'a\n↳ b',
    reason: 'a\n↳ b',
    'k␛': [{ msg: `${esc}[1mbold${esc}[0m` }],
    count: 1,
    none: null,
  })
})
