import fc from 'fast-check'
import { expect, test } from 'vitest'
import { byteRange } from './byte-range.ts'

test.each([
  ['bytes=0-4', { start: 0, end: 4 }],
  ['bytes=5-', { start: 5, end: 9 }],
  ['bytes=-3', { start: 7, end: 9 }],
  ['bytes=-100', { start: 0, end: 9 }],
  ['bytes=3-100', { start: 3, end: 9 }],
  ['bytes = 1 - 1', { start: 1, end: 1 }],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=99-100', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=4-2', undefined],
  ['bytes=-', undefined],
  ['bytes=0-1,3-4', undefined],
  ['lines=0-1', undefined],
  ['bytes=a-b', undefined],
  [undefined, undefined],
])('of ten bytes, %j asks for %j', (header, expected) => {
  expect(byteRange(header, 10)).toEqual(expected)
})

test('an empty file has no ranges', () => {
  expect(byteRange('bytes=0-', 0)).toBe('unsatisfiable')
  expect(byteRange('bytes=-1', 0)).toBe('unsatisfiable')
})

test('a range lies within the file', () => {
  const bound = fc.option(fc.nat(40), { nil: '' })
  fc.assert(
    fc.property(bound, bound, fc.nat(30), (first, last, bytes) => {
      const range = byteRange(`bytes=${first}-${last}`, bytes)
      if (range === undefined || range === 'unsatisfiable') return
      expect(range.start).toBeGreaterThanOrEqual(0)
      expect(range.end).toBeLessThan(bytes)
      expect(range.start).toBeLessThanOrEqual(range.end)
    }),
  )
})
