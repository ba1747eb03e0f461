import { expect, test } from 'vitest'
import { countdownTo, startedAfter } from './cure-times.ts'

test('the seconds until a cure are counted down, and none is less than nothing', () => {
  expect([3999, 1001, 1000, 1, 0, -5000].map((left) => countdownTo(50_000 + left, 50_000))).toEqual([
    'in 4 s',
    'in 2 s',
    'in 1 s',
    'in 1 s',
    'now',
    'now',
  ])
})

test('a start is told with the time since the cure, and an earlier start is not', () => {
  const cured = '2027-01-01T00:00:10.000Z'
  expect(startedAfter(cured, { started: '2027-01-01T00:00:10.400Z' })).toBe('Started 0.4 s later.')
  expect(startedAfter(cured, { started: '2027-01-01T00:01:12.000Z' })).toBe('Started 1:02 later.')
  expect(startedAfter(cured, { started: '2027-01-01T00:00:09.000Z' })).toBe('')
  expect(startedAfter(cured, { started: null })).toBe('')
  expect(startedAfter(cured, {})).toBe('')
})
