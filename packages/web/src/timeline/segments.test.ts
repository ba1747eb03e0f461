import type { StepView } from '@clearway/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { segmentsOf } from './segments.ts'

const step: StepView = { name: 'fit', status: 'running', parents: [] }
const shown = (given: Partial<StepView>, until = 100) =>
  segmentsOf({ ...step, ...given }, until).map(({ kind, from, to, state, attempt }) => `${attempt} ${kind} ${from}-${to} ${state}`)

test('an execution is drawn as its wait, its set-up and its work; what has not ended goes to now', () => {
  expect(shown({ queued_at: 0, claimed_at: 10, started_at: 15 })).toEqual([
    '1 wait 0-10 running',
    '1 setup 10-15 running',
    '1 work 15-100 running',
  ])
  expect(shown({ status: 'queued', queued_at: 40 })).toEqual(['1 wait 40-100 queued'])
  expect(shown({ status: 'pending' })).toEqual([])
  // A task that ran outside of any agent was never claimed.
  expect(shown({ status: 'completed', queued_at: 0, started_at: 5, ended_at: 9 })).toEqual(['1 wait 0-5 completed', '1 work 5-9 completed'])
})

test('lost and failed executions stand before the last one, which waits from when it was lost', () => {
  const lost = { task: 't', outcome: 'lost', reason: '', queued_at: 0, claimed_at: 5, started_at: 6, ended_at: 30 }
  const failed = { task: 'earlier', outcome: 'failed', reason: '', queued_at: 0, started_at: 2, ended_at: 4 }
  expect(shown({ queued_at: 0, claimed_at: 35, started_at: 40, tries: [lost] })).toEqual([
    '1 wait 0-5 lost',
    '1 setup 5-6 lost',
    '1 work 6-30 lost',
    '2 wait 30-35 running',
    '2 setup 35-40 running',
    '2 work 40-100 running',
  ])
  // A step that is retried has a new task, which was queued at a time of its own.
  expect(shown({ status: 'queued', queued_at: 20, tries: [failed] })).toEqual([
    '1 wait 0-2 failed',
    '1 work 2-4 failed',
    '2 wait 20-100 queued',
  ])
})

test('the parts of an execution never overlap, whatever is known of it', () => {
  const moment = fc.integer({ min: 0, max: 100 })
  const times = fc.array(moment, { minLength: 4, maxLength: 4 }).map((all) => all.toSorted((a, b) => a - b))
  const known = fc.record({ queued: fc.boolean(), claimed: fc.boolean(), started: fc.boolean(), ended: fc.boolean() })
  fc.assert(
    fc.property(times, known, ([queued, claimed, started, ended], is) => {
      const segments = segmentsOf(
        {
          ...step,
          ...(is.queued ? { queued_at: queued } : {}),
          ...(is.claimed ? { claimed_at: claimed } : {}),
          ...(is.started ? { started_at: started } : {}),
          ...(is.ended ? { ended_at: ended } : {}),
        } as StepView,
        100,
      )
      for (const [at, { from, to }] of segments.entries()) {
        expect(to).toBeGreaterThanOrEqual(from)
        expect(from).toBeGreaterThanOrEqual(segments[at - 1]?.to ?? 0)
      }
    }),
  )
})
