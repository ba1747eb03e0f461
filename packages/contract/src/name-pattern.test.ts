import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escaped, exactly } from './name-pattern.ts'

test('the pattern of a name matches this name alone', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (name, other) => {
      const pattern = new RegExp(exactly(name), 's')
      expect([pattern.test(name), pattern.test(other)]).toEqual([true, other === name])
    }),
  )
})

test('signs without a meaning stay as they are', () => {
  expect(escaped('ventes – “été” ☂ (a.b)')).toBe('ventes – “été” ☂ \\(a\\.b\\)')
})
