import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stampLength, stampOf, startsOf } from './stamps.ts'

const at = (time: number, attempt = 1) => ({ at: time, attempt })

test('a line has its time of the day, since the start of its attempt, or since the line before', () => {
  const noon = new Date(2026, 0, 1, 12, 4, 5, 67).getTime()
  expect(stampOf('clock', at(noon), { start: 0, before: undefined })).toBe('12:04:05.067')
  expect(stampOf('start', at(62_345), { start: 0, before: undefined })).toBe('+1:02.345')
  expect(stampOf('start', at(7_500_012), { start: 0, before: undefined })).toBe('+2:05:00.012')
  expect(stampOf('delta', at(1012), { start: 0, before: at(1000) })).toBe('+0.012')
  expect(stampOf('delta', at(1000), { start: 0, before: at(1100) })).toBe('−0.100')
  expect(stampOf('delta', at(1000), { start: 0, before: undefined })).toBe('+0.000')
})

test('each attempt begins with its own first line', () => {
  expect([...startsOf([at(5), at(9), at(100, 2), at(90, 2)])]).toEqual([
    [1, 5],
    [2, 90],
  ])
})

test('times of logs of less than a hundred hours have room in their column', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 359_999_999 }), (time) => {
      for (const kind of ['clock', 'start', 'delta'] as const)
        expect(stampOf(kind, at(time), { start: 0, before: at(0) }).length).toBeLessThanOrEqual(stampLength)
    }),
  )
})
