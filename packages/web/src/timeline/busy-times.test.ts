import type { StepView } from '@clearway/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BusyTimes, busyTimes, workUntil } from './busy-times.ts'
import { idleFolds } from './idle-folds.ts'
import { segmentsOf } from './segments.ts'

const until = 1000
const hour = 3_600_000
const moment = fc.option(fc.integer({ min: 0, max: until - 1 }), { nil: undefined })
const times = fc.record({ queued: moment, claimed: moment, started: moment, ended: moment }).map(({ queued, claimed, started, ended }) => {
  const [first, second, third, last] = [queued, claimed, started, ended].filter((at) => at !== undefined).toSorted((a, b) => a - b)
  return {
    ...(first === undefined ? {} : { queued_at: first * hour }),
    ...(second === undefined ? {} : { claimed_at: second * hour }),
    ...(third === undefined ? {} : { started_at: third * hour }),
    ...(last === undefined ? {} : { ended_at: last * hour }),
  }
})
const step = fc.record({ times, tries: fc.array(times, { maxLength: 1 }) }).map(({ times: own, tries }): StepView => ({
  name: 'a',
  status: 'running',
  parents: [],
  ...own,
  tries: tries.map((one) => ({ task: 't', outcome: 'lost', reason: '', ...one, ended_at: one.queued_at ?? 0 })),
}))
/** Steps, of which some change at a time, and some are added or removed. */
const histories = fc.array(fc.array(fc.tuple(fc.nat(8), step), { maxLength: 4 }), { maxLength: 6 })

test('the busy times that are derived from those before are those of all steps, and leave the same stretches idle', () => {
  fc.assert(
    fc.property(histories, fc.nat(until), fc.nat(until), (changes, one, other) => {
      let [steps, times]: [StepView[], BusyTimes | undefined] = [[], undefined]
      for (const changed of changes) {
        steps = [...steps]
        for (const [at, next] of changed)
          if (at === 8) steps.pop()
          else steps[Math.min(at, steps.length)] = next
        times = busyTimes(steps, times)
        expect(times).toEqual(busyTimes(steps))
        const view = { from: Math.min(one, other) * hour, to: (Math.max(one, other) + 1) * hour }
        const work = steps.flatMap((each) => segmentsOf(each, until * hour).filter(({ kind }) => kind !== 'wait'))
        expect(idleFolds(workUntil(times, until * hour), view)).toEqual(idleFolds(work, view))
      }
    }),
  )
})

test('a change that ends nothing makes no new stretches', () => {
  const all = Array.from({ length: 3 }, (_, n): StepView => ({
    name: `s${n}`,
    status: 'completed',
    parents: [],
    started_at: n,
    ended_at: n + 1,
  }))
  const before = busyTimes(all)
  const after = busyTimes(
    [...all.slice(0, 2), { ...all[2], name: 's2', status: 'running', parents: [], started_at: 2, ended_at: 3 }],
    before,
  )
  expect(after.over).toBe(before.over)
})
