import { expect, test } from 'vitest'
import { clockTimes } from './axes.ts'

const at = (day: number, hour: number, minute = 0, second = 0): number => new Date(2026, 10, day, hour, minute, second).getTime() / 1000

test('times are those of a clock of 24 hours, with the day where it begins', () => {
  expect(clockTimes([at(29, 18), at(29, 21), at(30, 0), at(30, 3)])).toEqual(['18:00\nNov 29', '21:00', '00:00\nNov 30', '03:00'])
})

test('seconds are shown where the times are less than a minute apart', () => {
  expect(clockTimes([at(29, 18, 5, 30), at(29, 18, 6)])).toEqual(['18:05:30\nNov 29', '18:06:00'])
  expect(clockTimes([])).toEqual([])
})
