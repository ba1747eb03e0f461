import { missedPolicies } from '@clearway/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type DueInput, type DueNow, dueNow, graceMilliseconds } from './due-now.ts'
import { dueTimes, type Timing } from './timing.ts'

const begin = Date.UTC(2027, 0, 1)
const timing: Timing = { kind: 'interval', everySeconds: 60, from: begin }
const at = (minutes: number): number => begin + minutes * 60_000

/** Decides until nothing is due, as the job does. */
function decideAll(input: DueInput): DueNow[] {
  const decisions: DueNow[] = []
  for (let next: number | undefined = input.next; next !== undefined && next <= input.now;) {
    const decision = dueNow({ ...input, next })
    decisions.push(decision)
    next = decision.next
  }
  return decisions
}

const fired = (decisions: readonly DueNow[]): number[] =>
  decisions.filter(({ isMissed }) => !isMissed).map(({ due }) => (due - begin) / 60_000)

test.each([
  ['skip', 0, [5]],
  ['skip', graceMilliseconds - 60_000, [5]],
  ['run-once', 59_000, [5]],
  ['run-all', 0, [3, 4, 5]],
] as const)('%s, checked %i ms after the last of six due times, fires %j', (missed, late, expected) => {
  const decisions = decideAll({ timing, next: at(0), now: at(5) + late, missed, catchUp: 3 })
  expect(fired(decisions)).toEqual(expected)
})

test('skip fires nothing that is more than a minute late, and records the last due time as missed', () => {
  const hourly: Timing = { kind: 'interval', everySeconds: 3600, from: begin }
  expect(decideAll({ timing: hourly, next: at(0), now: at(150), missed: 'skip', catchUp: 1 })).toEqual([
    { due: at(120), isMissed: true, passedOver: 2, next: at(180) },
  ])
})

test('each due time is decided on or passed over exactly once, by every policy', () => {
  const input = fc.record({
    timing: fc.oneof(
      fc.record({ kind: fc.constant('interval' as const), everySeconds: fc.integer({ min: 240, max: 3600 }), from: fc.constant(begin) }),
      fc.record({
        kind: fc.constant('cron' as const),
        cron: fc.constantFrom('*/3 * * * *', '0,30 * * * *'),
        timeZone: fc.constant('Europe/Berlin'),
      }),
    ),
    late: fc.integer({ min: 0, max: 6 * 3_600_000 }),
    missed: fc.constantFrom(...missedPolicies),
    catchUp: fc.integer({ min: 1, max: 20 }),
  })
  fc.assert(
    fc.property(input, ({ late, ...rest }) => {
      const all = dueTimes(rest.timing, { after: begin - 1, until: begin + late, most: 100 })
      fc.pre(all.length > 0 && all.length < 100)
      const decisions = decideAll({ ...rest, next: all[0]!, now: begin + late })
      expect(decisions.reduce((sum, { passedOver }) => sum + passedOver + 1, 0)).toBe(all.length)
      expect(decisions.at(-1)?.due).toBe(all.at(-1))
      expect(decisions.length).toBe(rest.missed === 'run-all' ? Math.min(all.length, rest.catchUp) : 1)
      if (rest.missed !== 'skip') expect(decisions.some(({ isMissed }) => isMissed)).toBe(false)
    }),
    { numRuns: 50 },
  )
})
