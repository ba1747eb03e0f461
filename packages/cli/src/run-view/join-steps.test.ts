import type { Task } from '@clearway/contract'
import { expect, test } from 'vitest'
import { joinSteps } from './join-steps.ts'
import { fromClearml } from './planned-steps.ts'

const second = (count: number): string => new Date(Date.parse('2026-11-24T09:00:00Z') + count * 1000).toISOString()
const ms = (count: number): number => Date.parse(second(count))
const run = { created: second(0), started: second(1) }
const stored = (nodes: object): ReturnType<typeof fromClearml> => fromClearml(JSON.stringify(nodes))

test('the status of a step’s task may be later than the one that its controller has recorded', () => {
  const planned = stored({
    a: { status: 'queued', parents: [], job_id: 't1' },
    b: { status: 'pending', parents: ['a'], job_id: null, executed: null },
  })
  const tasks: Task[] = [
    { id: 't2', name: 'b', status: 'queued', created: second(8), status_changed: second(8) },
    { id: 't1', name: 'a', status: 'completed', created: second(2), started: second(3), completed: second(7) },
  ]
  expect(joinSteps(planned, tasks, run)).toEqual([
    { name: 'a', status: 'completed', parents: [], task: 't1', queuedAt: ms(2), startedAt: ms(3), endedAt: ms(7) },
    { name: 'b', status: 'queued', parents: ['a'], task: 't2', queuedAt: ms(8) },
  ])
})

test('a controller’s decision about an ended step takes precedence over the task’s status', () => {
  const planned = stored({ a: { status: 'failed', parents: [], executed: 't1' } })
  const tasks: Task[] = [{ id: 't1', name: 'a', status: 'completed', created: second(2), started: second(3), completed: second(7) }]
  expect(joinSteps(planned, tasks, run)).toMatchObject([{ status: 'failed' }])
})

test('a reused step has no times of this run', () => {
  const planned = stored({ a: { status: 'cached', parents: [], executed: 'old' } })
  const tasks: Task[] = [
    { id: 'old', name: 'a', status: 'completed', created: second(-500), started: second(-499), completed: second(-400) },
  ]
  expect(joinSteps(planned, tasks, run)).toEqual([{ name: 'a', status: 'cached', parents: [], task: 'old' }])
})

test('a base task that is run without a clone has not waited since its creation', () => {
  const planned = stored({ a: { status: 'running', parents: [], job_id: 't1' } })
  const tasks: Task[] = [{ id: 't1', name: 'a', status: 'in_progress', created: second(-5000), started: second(4) }]
  expect(joinSteps(planned, tasks, run)).toMatchObject([{ queuedAt: ms(1), startedAt: ms(4) }])
})

test('of two tasks with a step’s name the newest is taken', () => {
  const planned = stored({ a: { status: 'pending', parents: [] } })
  const tasks: Task[] = [
    { id: 'new', name: 'a', status: 'in_progress', created: second(6), started: second(7) },
    { id: 'old', name: 'a', status: 'failed', created: second(2), started: second(3), completed: second(5) },
  ]
  expect(joinSteps(planned, tasks, run)).toMatchObject([{ task: 'new', status: 'running' }])
})
