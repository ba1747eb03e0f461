import type { StepView } from '@clearway/contract'
import { expect, test } from 'vitest'
import { drawnBars } from './drawn-bars.ts'
import { timeScale } from './time-scale.ts'
import { type LaneRow, workerLanes } from './worker-lanes.ts'

const step = (name: string, given: Partial<StepView>): StepView => ({
  name,
  status: 'completed',
  parents: [],
  task: `task of ${name}`,
  ...given,
})
const shown = (rows: readonly LaneRow[]) =>
  rows.map(({ lane, isFirst, bars }) => [isFirst ? lane : '', ...bars.map(({ kind, label, from, to }) => `${kind} ${label} ${from}-${to}`)])

test('each worker has a lane of what it ran, earlier executions too; what waits stands below, by queue', () => {
  const lost = {
    task: 'task of b',
    outcome: 'lost',
    reason: '',
    worker: 'gpu:10',
    queued_at: 0,
    claimed_at: 10,
    started_at: 10,
    ended_at: 20,
  }
  const steps = [
    step('a', { worker: 'gpu:2', queued_at: 0, claimed_at: 5, started_at: 7, ended_at: 30 }),
    step('b', { worker: 'gpu:2', queued_at: 0, claimed_at: 30, started_at: 30, ended_at: 50, tries: [lost] }),
    step('c', { status: 'queued', queue: 'gpu', queued_at: 60 }),
    step('d', { status: 'pending' }),
  ]
  expect(shown(workerLanes(steps, 100))).toEqual([
    ['gpu:2', 'setup a 5-7', 'work a 7-30', 'work b 30-50'],
    ['gpu:10', 'work b 10-20'],
    ['gpu', 'wait c 60-100'],
  ])
})

test('what one worker runs at the same time takes several rows', () => {
  const at = (name: string, from: number, to: number) => step(name, { worker: 'vm', started_at: from, ended_at: to })
  expect(shown(workerLanes([at('a', 0, 10), at('b', 5, 20), at('c', 10, 30)], 100))).toEqual([
    ['vm', 'work a 0-10', 'work c 10-30'],
    ['', 'work b 5-20'],
  ])
})

test('a task of another run that held the slot is in the lane, once; one of this run is there as a step', () => {
  const holder = { task: 'other', name: 'load', claimed_at: 2, ended_at: 20, run: { id: 'r', name: 'iris #41' } }
  const times = { worker: 'gpu:0', queued_at: 5, claimed_at: 20, started_at: 20, ended_at: 30 }
  const own = {
    ...times,
    claimed_at: 30,
    started_at: 30,
    ended_at: 40,
    waited_for: { task: 'task of a', name: 'a', claimed_at: 20, ended_at: 30 },
  }
  expect(shown(workerLanes([step('a', { ...times, waited_for: holder }), step('b', own)], 100))).toEqual([
    ['gpu:0', 'foreign load of iris #41 2-20', 'work a 20-30', 'work b 30-40'],
  ])
})

test('of bars that cannot be told apart one is drawn, and always the selected one; none that is outside of the view', () => {
  const bars = Array.from({ length: 10_000 }, (_, index) => ({
    kind: 'work' as const,
    step: `s${index}`,
    label: `s${index}`,
    state: 'completed',
    attempt: 1,
    from: index * 10,
    to: index * 10 + 9,
  }))
  const whole = drawnBars(bars, timeScale({ from: 0, to: 100_000 }), 's7')
  expect(whole.length).toBeLessThan(1000)
  expect(whole.map(({ bar }) => bar.step)).toContain('s7')
  expect(drawnBars(bars, timeScale({ from: 1000, to: 1049 }), undefined).map(({ bar }) => bar.step)).toEqual([
    's100',
    's101',
    's102',
    's103',
    's104',
  ])
})
