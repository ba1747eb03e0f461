import { expect, test } from 'vitest'
import { defineStep, type StepDefinition } from './definition.ts'
import type { RunEvent } from './events.ts'
import { replay } from './reducer.ts'
import { effectsOf, type RetryEffects } from './retry-effects.ts'
import type { RunState } from './run-state.ts'

const ends = (step: string, status: 'completed' | 'failed'): RunEvent => ({
  type: 'step_status',
  step,
  attempt: 1,
  task: `${step}1`,
  status,
  at: 9,
})

function run(steps: readonly (Partial<StepDefinition> & { readonly name: string })[], events: readonly RunEvent[]): RunState {
  const defined = Object.fromEntries(steps.map((step) => [step.name, defineStep({ baseTask: 'x', ...step })]))
  return replay([
    { type: 'run_started', run: 'r', at: 5, definition: { name: 'p', version: '1', parameters: {}, steps: defined } },
    ...events,
  ])
}

function effects(before: RunState, ...steps: string[]): RetryEffects {
  return effectsOf(before, replay([{ type: 'steps_retried', steps, at: 20 }], before))
}

test('the retried step and all below it begin anew, and what had ended beside it stays', () => {
  const steps = [
    { name: 'a', cacheExecuted: true },
    { name: 'b', parents: ['a'] },
    { name: 'c', parents: ['b'] },
    { name: 'd', cacheExecuted: true },
  ]
  const failed = run(steps, [
    { type: 'cache_missed', step: 'a' },
    ends('a', 'completed'),
    ends('b', 'failed'),
    { type: 'cache_missed', step: 'd' },
    ends('d', 'completed'),
  ])
  expect(effects(failed, 'b')).toEqual({ repeats: ['b', 'c'], keeps: ['a', 'd'], mayReuse: [], mayChange: [] })
  expect(effects(failed, 'a')).toEqual({ repeats: ['a', 'b', 'c'], keeps: ['d'], mayReuse: ['a'], mayChange: [] })
})

test('a step that another failure skips again neither stays nor begins anew', () => {
  const failed = run(
    [{ name: 'a' }, { name: 'b' }, { name: 'c', parents: ['a', 'b'] }, { name: 'd', parents: ['a'] }],
    [ends('a', 'failed'), ends('b', 'failed')],
  )
  expect(effects(failed, 'a')).toEqual({ repeats: ['a', 'd'], keeps: ['b'], mayReuse: [], mayChange: [] })
  expect(effects(failed, 'a', 'b').repeats).toEqual(['a', 'b', 'c', 'd'])
})

test('a mapped step goes on with the members that begin anew', () => {
  const member = (name: string): StepDefinition => defineStep({ name, baseTask: 'x' })
  const expanded: RunEvent = { type: 'step_expanded', step: 'm', into: [member('m1'), member('m2')] }
  const failed = run(
    [
      { name: 'm', mapOver: '[1, 2]' },
      { name: 'z', parents: ['m'] },
    ],
    [expanded, ends('m1', 'completed'), ends('m2', 'failed')],
  )
  expect(effects(failed, 'm2')).toMatchObject({ repeats: ['z', 'm2'], keeps: ['m1'] })
})

test('what runs or has not begun is in no list', () => {
  const live = run([{ name: 'a' }, { name: 'b' }, { name: 'c', parents: ['b'] }], [ends('a', 'completed')])
  expect(effects(live, 'a')).toEqual({ repeats: ['a'], keeps: [], mayReuse: [], mayChange: [] })
})
