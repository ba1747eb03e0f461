import { expect, test } from 'vitest'
import { reasonParts } from './reason-parts.ts'

test('an error is said once, before where it happened', () => {
  expect(reasonParts('RangeError: one (a.ts:4:3)\nRangeError: one\n    at f (a.ts:4:3)\n')).toEqual({
    sentence: 'RangeError: one (a.ts:4:3)',
    rest: '    at f (a.ts:4:3)',
  })
  expect(reasonParts('first\nsecond')).toEqual({ sentence: 'first', rest: 'second' })
  expect(reasonParts('alone')).toEqual({ sentence: 'alone', rest: '' })
})
