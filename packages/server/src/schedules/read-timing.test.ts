import { expect, test } from 'vitest'
import { readTiming } from './read-timing.ts'

const now = Date.UTC(2027, 0, 1)

test.each([
  [{}, 'cron', /must be given/],
  [{ cron: '@daily', at: '2030-01-01T00:00:00Z' }, 'at', /leave one out/],
  [{ cron: '* * * *' }, 'cron', /has 4 fields/],
  [{ cron: '2030-01-01T00:00:00' }, 'cron', /has 1 field,/],
  [{ cron: '61 * * * *' }, 'cron', /minute: 61.*An example: 30 9 \* \* 1-5/],
  [{ cron: '@sometimes' }, 'cron', /An example/],
  [{ cron: '0 0 31 2 *' }, 'cron', /no day that comes/],
  [{ cron: '@daily', time_zone: 'Europe/Bärlin' }, 'time_zone', /such as Europe\/Berlin/],
  [{ cron: '@daily', time_zone: '+02:00' }, 'time_zone', /such as Europe\/Berlin/],
  [{ every_seconds: 60, time_zone: 'UTC' }, 'time_zone', /leave it out/],
  [{ cron: '@daily', from: '2030-01-01T00:00:00Z' }, 'from', /leave it out/],
  [{ at: '2026-12-31T23:59:59Z' }, 'at', /in the past .*give a later time/],
  [{ at: '2030-01-01T00:00:00' }, 'at', /with an offset; write it like/],
  [{ at: 'tomorrow' }, 'at', /with an offset/],
  [{ at: '2030-13-01T00:00:00Z' }, 'at', /with an offset/],
])('%j is refused at %s', (fields, field, reason) => {
  expect(() => readTiming(fields, now)).toThrow(
    expect.objectContaining({
      code: 'invalid_schedule',
      details: expect.objectContaining({ field, reason: expect.stringMatching(reason) as string }) as object,
    }) as Error,
  )
})

test('each form of time is read', () => {
  expect(readTiming({ cron: ' @daily ', time_zone: 'Asia/Tokyo' }, now)).toEqual({ kind: 'cron', cron: '@daily', timeZone: 'Asia/Tokyo' })
  expect(readTiming({ every_seconds: 90 }, now)).toEqual({ kind: 'interval', everySeconds: 90, from: now + 90_000 })
  expect(readTiming({ at: '2027-01-01T01:30:00.500+01:00' }, now)).toEqual({ kind: 'once', at: now + 1_800_500 })
})
