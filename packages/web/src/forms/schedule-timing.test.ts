import { expect, test } from 'vitest'
import { timingOf } from './schedule-timing.ts'

test('the fields of a form become the times of a schedule', () => {
  const fields = { cron: '0 9 * * 1', zone: 'Europe/Berlin', count: '1.5', unit: '3600', at: '2027-01-31T09:00' } as const
  expect(timingOf({ ...fields, kind: 'cron' })).toEqual({ cron: '0 9 * * 1', time_zone: 'Europe/Berlin' })
  expect(timingOf({ ...fields, kind: 'every' })).toEqual({ every_seconds: 5400 })
  expect(timingOf({ ...fields, kind: 'once' })).toEqual({ at: new Date('2027-01-31T09:00').toISOString() })
})
