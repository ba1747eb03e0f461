import { expect, test } from 'vitest'
import type { JoinRule } from './definition.ts'
import { defineStep } from './definition.ts'
import { replay } from './reducer.ts'
import { newRun, stepOf } from './run-state.ts'

type End = 'completed' | 'failed' | 'stopped' | 'skip'

/** How the step `end` of a run is after its parents have ended, in order. */
function after(join: JoinRule, ends: readonly End[], added = false): readonly unknown[] {
  const parents = ends.map((end, at) =>
    defineStep({ name: `p${at}`, baseTask: 'x', hasPreExecute: end === 'skip', continueOnFail: true, continueOnAbort: true }),
  )
  const last = defineStep({ name: 'end', baseTask: 'x', join, parents: parents.map(({ name }) => name) })
  const below = defineStep({ name: 'below', baseTask: 'x', parents: ['end'] })
  const steps = Object.fromEntries([...parents, ...(added ? [] : [last, below])].map((step) => [step.name, step]))
  const state = replay(
    [
      { type: 'run_started', run: 'r', definition: { name: 'p', version: '1', parameters: {}, steps }, dynamic: true },
      ...ends.map((end, at) =>
        end === 'skip'
          ? ({ type: 'pre_execute_decided', step: `p${at}`, decision: 'skip' } as const)
          : ({ type: 'step_status', step: `p${at}`, attempt: 1, task: `t${at}`, status: end } as const),
      ),
      ...(added ? [{ type: 'step_added', definition: last } as const, { type: 'step_added', definition: below } as const] : []),
    ],
    newRun,
  )
  return ['end', 'below'].map((name) => stepOf(state, name)?.status)
}

const [runs, skipped] = [
  ['queued', 'pending'],
  ['skipped', 'skipped'],
]

test.each([false, true])('each join rule decides once its parents are done (added when they are: %s)', (added) => {
  expect(after('all', ['completed', 'completed'], added)).toEqual(runs)
  expect(after('all', ['completed', 'skip'], added)).toEqual(skipped)
  expect(after('any', ['failed', 'completed'], added)).toEqual(runs)
  expect(after('any', ['failed', 'skip', 'stopped'], added)).toEqual(skipped)
  expect(after('any', [], added)).toEqual(runs)
  expect(after('none-failed', ['completed', 'skip'], added)).toEqual(runs)
  expect(after('none-failed', ['skip', 'skip'], added)).toEqual(runs)
  expect(after('none-failed', ['completed', 'failed'], added)).toEqual(skipped)
  expect(after('none-failed', ['stopped', 'completed'], added)).toEqual(skipped)
})

test('a step that joins any of its parents waits for all of them, however far above they are skipped', () => {
  const steps = [
    defineStep({ name: 'a', baseTask: 'x', continueOnFail: true }),
    defineStep({ name: 'b', baseTask: 'x', parents: ['a'] }),
    defineStep({ name: 'c', baseTask: 'x' }),
    defineStep({ name: 'end', baseTask: 'x', join: 'any', parents: ['b', 'c'] }),
  ]
  const definition = { name: 'p', version: '1', parameters: {}, steps: Object.fromEntries(steps.map((step) => [step.name, step])) }
  const failed = replay([
    { type: 'run_started', run: 'r', definition },
    { type: 'step_status', step: 'a', attempt: 1, task: 'a', status: 'failed' },
  ])
  expect(stepOf(failed, 'end')).toMatchObject({ phase: 'waiting', unfinishedParents: 1 })
  const joined = replay([{ type: 'step_status', step: 'c', attempt: 1, task: 'c', status: 'completed' }], failed)
  expect(stepOf(joined, 'end')?.phase).toBe('launching')
})
