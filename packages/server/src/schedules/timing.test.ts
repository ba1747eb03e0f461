import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dueTimes, lastDueTimes, nextDue, type Timing } from './timing.ts'

const day = 86_400_000
const crons = [
  '* * * * *',
  '*/7 * * * *',
  '30 2 * * *',
  '0,30 1-3 * * *',
  '15 */5 * * 1-5',
  '0 0 1 * *',
  '*/20 * * * * *',
  '0 9 * * MON#1',
  '@weekly',
]
const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata']
const moment = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2031, 0, 1) })
const timing: fc.Arbitrary<Timing> = fc.oneof(
  fc.record({ kind: fc.constant('cron' as const), cron: fc.constantFrom(...crons), timeZone: fc.constantFrom(...zones) }),
  fc.record({ kind: fc.constant('interval' as const), everySeconds: fc.integer({ min: 1, max: 400_000 }), from: moment }),
  fc.record({ kind: fc.constant('once' as const), at: moment }),
)
const runs = { numRuns: 60 }
const iso = (times: readonly number[]): string[] => times.map((at) => new Date(at).toISOString())

test('the next due time is later, and none lies between', () => {
  fc.assert(
    fc.property(timing, moment, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (when, after, part) => {
      const next = nextDue(when, after)
      if (next === undefined) {
        expect(when.kind).toBe('once')
        return
      }
      expect(next).toBeGreaterThan(after)
      // From any moment before it the same one is next.
      expect(nextDue(when, after + Math.floor((next - after) * part))).toBe(next)
    }),
    runs,
  )
})

test('the last due times of a span are the end of all its due times', () => {
  fc.assert(
    fc.property(timing, moment, fc.integer({ min: 0, max: day }), fc.integer({ min: 1, max: 20 }), (when, after, span, most) => {
      const all = dueTimes(when, { after, until: after + span, most: 300 })
      const until = all.length < 300 ? after + span : all.at(-1)!
      expect(lastDueTimes(when, { after, until, most })).toEqual(all.slice(-most))
    }),
    runs,
  )
})

test('a time of day that daylight saving skips is due right after the gap, and once in the doubled hour', () => {
  const nightly: Timing = { kind: 'cron', cron: '30 2 * * *', timeZone: 'Europe/Berlin' }
  const spring = { after: Date.UTC(2026, 2, 28), until: Date.UTC(2026, 2, 31), most: 10 }
  expect(iso(dueTimes(nightly, spring))).toEqual(['2026-03-28T01:30:00.000Z', '2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z'])
  const autumn = { after: Date.UTC(2026, 9, 24, 12), until: Date.UTC(2026, 9, 27), most: 10 }
  expect(iso(dueTimes(nightly, autumn))).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z'])
  const list: Timing = { ...nightly, cron: '0,30 2 * * *' }
  expect(iso(dueTimes(list, { ...autumn, until: Date.UTC(2026, 9, 26) }))).toEqual(['2026-10-25T00:00:00.000Z', '2026-10-25T00:30:00.000Z'])
})

test('an hourly cron is due in each hour that passes, in the gap and in the doubled hour', () => {
  const hourly: Timing = { kind: 'cron', cron: '30 * * * *', timeZone: 'America/New_York' }
  for (const after of [Date.UTC(2026, 2, 8, 4), Date.UTC(2026, 10, 1, 3)]) {
    const due = dueTimes(hourly, { after, until: after + 6 * 3_600_000, most: 10 })
    expect(due.map((at) => (at - after) / 60_000)).toEqual([30, 90, 150, 210, 270, 330])
  }
})

test('the last due times of a long absence are found at once', () => {
  const secondly: Timing = { kind: 'cron', cron: '* * * * * *', timeZone: 'Europe/Berlin' }
  const until = Date.UTC(2030, 0, 1)
  expect(lastDueTimes(secondly, { after: until - 3650 * day, until, most: 3 })).toEqual([until - 2000, until - 1000, until])
  const yearly: Timing = { kind: 'cron', cron: '@yearly', timeZone: 'UTC' }
  expect(iso(lastDueTimes(yearly, { after: Date.UTC(2000, 5, 1), until, most: 2 }))).toEqual([
    '2029-01-01T00:00:00.000Z',
    '2030-01-01T00:00:00.000Z',
  ])
})
