import { expect, test } from 'vitest'
import { readWhen } from './read-when.ts'

const none = { cron: undefined, timeZone: undefined, every: undefined, from: undefined, at: undefined }

test.each([
  ['90', 90],
  ['90s', 90],
  ['15m', 900],
  ['1h30m', 5400],
  ['2d', 172_800],
])('the span %s is %i seconds', (every, seconds) => {
  expect(readWhen({ ...none, every })).toEqual({ every_seconds: seconds })
})

test('a cron without a zone is read in that of this machine, and a time without an offset too', () => {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  expect(readWhen({ ...none, cron: '@daily' })).toEqual({ cron: '@daily', time_zone: here })
  expect(readWhen({ ...none, cron: '@daily', timeZone: 'Asia/Tokyo' })).toEqual({ cron: '@daily', time_zone: 'Asia/Tokyo' })
  for (const at of ['2027-01-31 09:00', '2027-01-31T09:00'])
    expect(readWhen({ ...none, at })).toEqual({ at: new Date(2027, 0, 31, 9).toISOString() })
  expect(readWhen({ ...none, at: '2027-01-31' })).toEqual({ at: new Date(2027, 0, 31).toISOString() })
  expect(readWhen({ ...none, at: '2027-01-31T09:00+01:00' })).toEqual({ at: '2027-01-31T08:00:00.000Z' })
})

test.each([
  [{}, '--cron'],
  [{ cron: '@daily', every: '1h' }, '--every'],
  [{ every: '1w' }, '--every'],
  [{ every: '0s' }, '--every'],
  [{ every: '1h x' }, '--every'],
  [{ at: 'tomorrow' }, '--at'],
  [{ every: '1h', from: 'noon' }, '--from'],
  [{ every: '1h', timeZone: 'Asia/Tokyo' }, '--time-zone'],
  [{ cron: '@daily', from: '2027-01-31' }, '--from'],
])('%j is refused at its flag', (given, field) => {
  expect(() => readWhen({ ...none, ...given })).toThrow(expect.objectContaining({ name: 'UsageError', field }) as Error)
})
