import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plain, spansOf, visible } from './ansi.ts'

test('colours and weights of a terminal become spans, and end where they are reset', () => {
  expect(spansOf('a \u001b[1;31mb\u001b[0m c')).toEqual([{ text: 'a ' }, { text: 'b', bold: true, fg: 'var(--ansi-1)' }, { text: ' c' }])
  expect(spansOf('\u001b[38;5;208mo\u001b[48;2;1;2;3mx\u001b[39my')).toEqual([
    { text: 'o', fg: 'rgb(255,135,0)' },
    { text: 'x', fg: 'rgb(255,135,0)', bg: 'rgb(1,2,3)' },
    { text: 'y', bg: 'rgb(1,2,3)' },
  ])
  expect(plain('\u001b]0;title\u0007\u001b[2Kdone')).toBe('done')
})

test('marks of direction and control characters are seen, each as one character', () => {
  expect(visible('a\u202etxt\u0007\tb')).toBe('a␦txt␇\tb')
})

test('the spans of any line hold its text without its control sequences, and invisible characters as visible ones', () => {
  const part = fc.oneof(
    fc.string(),
    fc.constantFrom('\u001b[0m', '\u001b[1m', '\u001b[38;5;3m', '\u001b[', '\u001b', '\u001b[48;2m', '\u001b[2A'),
  )
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const line = parts.join('')
      expect(
        spansOf(line)
          .map(({ text }) => text)
          .join(''),
      ).toBe(visible(plain(line)))
    }),
  )
})
