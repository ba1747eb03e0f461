import type { StepView } from '@clearway/contract'
import { expect, test } from 'vitest'
import { plainLook } from '../look.ts'
import type { RunView } from '../run-view/run-view.ts'
import { changedLines } from './follow-run.ts'

const look = plainLook(20_000)
const step = (name: string, rest: Partial<StepView>): StepView => ({ name, status: 'pending', parents: [], ...rest })
const view = (status: 'queued' | 'in_progress' | 'completed', ...steps: StepView[]): RunView => ({
  run: { id: 'r', name: 'iris', status, status_reason: '', status_message: '', status_changed: '', created: '', takes_code: true },
  steps,
})
const told = (before: RunView | undefined, after: RunView): string[] =>
  changedLines(before, after, { look }).map((line) => line.replace(/^\S+ {2}/, ''))

test('in a pipe each change of a run is printed once', () => {
  const queued = view('queued', step('a', {}), step('b', {}))
  const running = view('in_progress', step('a', { status: 'running', queued_at: 1000, started_at: 1500 }), step('b', {}))
  const failed = view(
    'in_progress',
    step('a', { status: 'failed', started_at: 1500, ended_at: 4500, reason: 'exit code 3\n↳ the stack' }),
    step('b', { status: 'skipped' }),
  )
  expect(told(undefined, queued)).toEqual(['iris  ◌ queued  for 0.0 s'])
  expect(told(queued, running)).toEqual(['iris  ● running', '● a  running  queued 0.5 s'])
  expect(told(running, running)).toEqual([])
  expect(told(running, failed)).toEqual(['✗ a  failed  took 3.0 s  exit code 3', '– b  skipped'])
})

test('the end of a run is printed only by its summary', () => {
  const before = view('in_progress', step('a', { status: 'running' }))
  expect(told(before, view('completed', step('a', { status: 'completed' })))).toEqual(['✓ a  completed'])
})

test('an execution after which a step begins again is told once, with its reason', () => {
  const first = { task: 't', outcome: 'failed', reason: 'RangeError: not yet', started_at: 1000, ended_at: 1500 }
  const before = view('in_progress', step('a', { status: 'running' }))
  const again = view('in_progress', step('a', { status: 'running', tries: [first] }))
  expect(told(before, again)).toEqual(['✗ a  failed, begins again  took 0.5 s  RangeError: not yet'])
  expect(told(again, again)).toEqual([])
  const processEnded = view('in_progress', step('a', { status: 'running', tries: [{ ...first, ended_at: 1900 }] }))
  expect(told(again, processEnded), 'its process ends after the task').toEqual([])
  const lost = { ...first, outcome: 'lost', reason: 'its worker is gone', started_at: 1600, ended_at: 2500 }
  const twice = view('in_progress', step('a', { status: 'queued', tries: [first, lost] }))
  expect(told(again, twice)).toEqual(['■ a  lost, begins again  took 0.9 s  its worker is gone', '◌ a  queued'])
})

test('what a retried body calls anew begins again, and what it no longer calls is skipped', () => {
  const whole = { task: 't', outcome: 'completed', reason: '', started_at: 1000, ended_at: 1500 }
  const before = view('in_progress', step('a', { status: 'completed' }), step('b', { status: 'completed' }))
  const after = view('in_progress', step('a', { status: 'queued', tries: [whole] }), step('b', { status: 'skipped', tries: [whole] }))
  expect(told(before, after)).toEqual(['✓ a  completed, begins again  took 0.5 s', '◌ a  queued', '– b  skipped'])
})
