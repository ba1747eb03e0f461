import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ago, duration, timeOf } from './duration.ts'

test('time spans are shown in readable units', () => {
  const spans = [0, 40, 9_940, 9_960, 59_400, 59_600, 125_000, 3_599_000, 3_599_600, 3_600_000, 11_400_000, 86_400_000, 360_000_000]
  expect(spans.map(duration)).toEqual([
    '0.0 s',
    '0.0 s',
    '9.9 s',
    '10 s',
    '59 s',
    '1 min 00 s',
    '2 min 05 s',
    '59 min 59 s',
    '1 h 00 min',
    '1 h 00 min',
    '3 h 10 min',
    '1 d 0 h',
    '4 d 4 h',
  ])
})

test('no span shows sixty of a smaller unit', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e10, noNaN: true }), (ms) => {
      expect(duration(ms)).not.toMatch(/\b60 (s|min)\b/)
    }),
  )
})

test('a time is shown by its distance, and by its date when it is far away', () => {
  const now = Date.parse('2026-11-24T09:00:00Z')
  expect([200, 3_000, 300_000, 7_200_000, 259_200_000, 2_592_000_000].map((ms) => ago(now - ms, now))).toEqual([
    'just now',
    '3 s ago',
    '5 min ago',
    '2 h ago',
    '3 d ago',
    '2026-10-25',
  ])
})

test('a time in the future is shown without a negative distance', () => {
  expect([duration(-5000), ago(1000, 0)]).toEqual(['0.0 s', 'just now'])
})

test('a missing or unreadable time is shown as none', () => {
  expect([timeOf(undefined), timeOf(''), timeOf('soon'), timeOf('2026-11-23T11:51:33.123000+00:00')]).toEqual([
    undefined,
    undefined,
    undefined,
    1795434693123,
  ])
})
