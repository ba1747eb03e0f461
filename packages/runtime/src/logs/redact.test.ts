import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Redactor, mask } from './redact.ts'

test('a secret is masked even when it comes in pieces', () => {
  const redactor = new Redactor(['hunter2'])
  expect(redactor.push('the word is hun')).toBe('the word is ')
  expect(redactor.push('ter2, not hunt')).toBe(`${mask}, not `)
  expect(redactor.end()).toBe('hunt')
})

test('of two secrets that begin alike the longer one is masked', () => {
  expect(new Redactor(['abc', 'abcdef']).redact('abcdefg abcd')).toBe(`${mask}g ${mask}d`)
})

test('a secret of several lines is masked line by line', () => {
  const key = '-----BEGIN KEY-----\nMIIEvQIBADANBg\n-----END KEY-----'
  expect(new Redactor([key]).redact('x MIIEvQIBADANBg y')).toBe(`x ${mask} y`)
})

test('too short secrets and none at all change nothing', () => {
  expect(new Redactor(['', 'a']).push('banana')).toBe('banana')
})

/** What the doc sentence says, written as plainly as can be. */
function redactPlainly(text: string, secrets: readonly string[]): string {
  let out = ''
  for (let at = 0; at < text.length;) {
    const found = secrets.filter((secret) => text.startsWith(secret, at)).sort((a, b) => b.length - a.length)[0]
    out += found ? mask : text[at]
    at += found?.length ?? 1
  }
  return out
}

test('the result does not depend on where the text is split', () => {
  const letters = fc.constantFrom('a', 'b', '.', 'é', '😀')
  const word = (min: number, max: number): fc.Arbitrary<string> =>
    fc.array(letters, { minLength: min, maxLength: max }).map((list) => list.join(''))
  fc.assert(
    fc.property(fc.array(word(3, 6), { maxLength: 4 }), fc.array(word(0, 7), { maxLength: 8 }), (secrets, pieces) => {
      const redactor = new Redactor(secrets)
      const streamed = pieces.map((piece) => redactor.push(piece)).join('') + redactor.end()
      expect(streamed).toBe(redactPlainly(pieces.join(''), secrets))
      expect(new Redactor(secrets).redact(pieces.join(''))).toBe(streamed)
    }),
    { numRuns: 2000 },
  )
})
