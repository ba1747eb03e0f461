import type { Schedule } from '@clearway/contract'
import { expect, test } from 'vitest'
import { plainLook } from '../../look.ts'
import { showSchedule } from './show-schedule.ts'
import { showSchedules } from './show-schedules.ts'
import { whenText } from './show-when.ts'

const now = Date.UTC(2027, 2, 27, 12)
const schedule: Schedule = {
  id: '0'.repeat(32),
  name: 'nightly',
  enabled: true,
  cron: '30 2 * * *',
  time_zone: 'Europe/Berlin',
  missed: 'run-once',
  catch_up: 10,
  overlap: 'skip',
  start: { pipeline: 'churn', queue: 'services', parameters: { 'Args/rows': 200 } },
  user: 'u',
  created: '2027-01-01T00:00:00+00:00',
  last_update: '2027-01-01T00:00:00+00:00',
  next: ['2027-03-28T01:00:00.000+00:00', '2027-03-29T00:30:00.000+00:00'],
  fires: [
    {
      due: '2027-03-27T01:30:00.000+00:00',
      fired: '2027-03-27T01:30:00.100+00:00',
      outcome: 'started',
      manual: false,
      passed_over: 2,
      task: { id: '1'.repeat(32), name: 'churn #7', status: 'completed' },
    },
    {
      due: '2027-03-24T01:30:00.000+00:00',
      fired: '2027-03-24T01:30:00.100+00:00',
      outcome: 'failed',
      manual: false,
      passed_over: 0,
      reason: 'queue_not_found',
    },
  ],
}

test('a schedule is shown with what it does, its next due times and what became of the last ones', () => {
  expect(showSchedule({ schedule }, plainLook(now))).toBe(`nightly  00000000000000000000000000000000

due               30 2 * * *  (Europe/Berlin)
starts            pipeline churn
queue             services
parameters        Args/rows = 200
missed due times  made up for once  (run-once)
while one runs    the due time is let pass  (skip)

Next
Sun 2027-03-28 03:00:00 CEST  in 13 h 00 min
Mon 2027-03-29 02:30:00 CEST  in 1 d 12 h

Last
DUE                          OUTCOME      TASK      WHY
Sat 2027-03-27 02:30:00 CET  ✓ completed  churn #7  2 missed before it
Wed 2027-03-24 02:30:00 CET  failed                 queue_not_found`)
})

test('a list shows when each schedule is due next, or that it is paused', () => {
  const paused = { ...schedule, name: 'paused', enabled: false, next: [], fires: [] }
  expect(showSchedules({ schedules: [schedule, paused] }, plainLook(now)))
    .toBe(`SCHEDULE  WHEN                         STARTS          NEXT            LAST                  ID
nightly   30 2 * * *  (Europe/Berlin)  pipeline churn  in 13 h 00 min  ✓ completed 10 h ago  00000000000000000000000000000000
paused    30 2 * * *  (Europe/Berlin)  pipeline churn  paused                                00000000000000000000000000000000`)
})

test.each([
  [90, 'every 1 min 30 s'],
  [900, 'every 15 min'],
  [3600, 'every 1 h'],
  [90_000, 'every 1 d 1 h'],
])('an interval of %i seconds is shown to the second, without units of which it has none', (seconds, shown) => {
  const { cron: _, time_zone: _zone, ...rest } = schedule
  expect(whenText({ ...rest, every_seconds: seconds })).toBe(shown)
})
