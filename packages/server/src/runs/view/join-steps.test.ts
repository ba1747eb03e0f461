import { expect, test } from 'vitest'
import type { StepTaskRow } from '../../db/tables/run-steps.ts'
import { joinStep, type StepTasks } from './join-steps.ts'
import { fromClearml } from './planned-steps.ts'

const row = (id: string, name: string, rest: Partial<StepTaskRow>): StepTaskRow => ({
  id,
  name,
  status: 'completed',
  status_reason: '',
  status_message: '',
  status_changed: 0,
  created: 0,
  started: null,
  completed: null,
  last_worker: null,
  queueName: null,
  ...rest,
})
const begun = 1000
const tasksOf = (rows: readonly StepTaskRow[]): StepTasks => ({
  byId: new Map(rows.map((one) => [one.id, one])),
  byName: new Map(rows.map((one) => [one.name, one])),
  attempts: new Map(),
  holders: new Map(),
})
const views = (nodes: object, ...rows: readonly StepTaskRow[]) =>
  fromClearml(JSON.stringify(nodes)).map((step) => joinStep(step, tasksOf(rows), begun))

test('the status of a step’s task may be later than the one that its controller has recorded', () => {
  const nodes = {
    a: { status: 'queued', parents: [], job_id: 't1' },
    b: { status: 'pending', parents: ['a'], job_id: null, executed: null },
  }
  const ended = row('t1', 'a', { created: 2000, started: 3000, completed: 7000, status_changed: 7000 })
  const queued = row('t2', 'b', { status: 'queued', created: 8000, status_changed: 8000, queueName: 'gpu' })
  expect(views(nodes, ended, queued)).toEqual([
    { name: 'a', status: 'completed', parents: [], task: 't1', queued_at: 2000, started_at: 3000, ended_at: 7000 },
    { name: 'b', status: 'queued', parents: ['a'], task: 't2', queue: 'gpu', queued_at: 8000 },
  ])
})

test('a step that begins anew has no state of its earlier task, unless that runs again', () => {
  const [planned] = fromClearml(JSON.stringify({ a: { status: 'pending', parents: [] } }))
  if (planned === undefined) throw new Error('The form has one step.')
  const again = { ...planned, attempt: 1, earlierTries: [{ task: 't1', status: 'failed' as const, startedAt: 3000, endedAt: 7000 }] }
  const failed = row('t1', 'a', { status: 'failed', created: 2000, started: 3000, completed: 7000 })
  const view = (task: StepTaskRow) => joinStep(again, tasksOf([task]), begun)
  expect(view(failed)).toMatchObject({ status: 'pending', tries: [{ task: 't1', outcome: 'failed' }] })
  expect(view(failed)).not.toHaveProperty('task')
  expect(view({ ...failed, status: 'queued' })).toMatchObject({ status: 'queued', task: 't1' })
  expect(view(row('t2', 'a', { created: 8000, started: 8000, completed: 9000 }))).toMatchObject({ status: 'completed', task: 't2' })
})

test('a controller’s decision about an ended step takes precedence over the task’s status', () => {
  const task = row('t1', 'a', { created: 2000, started: 3000, completed: 7000 })
  expect(views({ a: { status: 'failed', parents: [], executed: 't1' } }, task)).toMatchObject([{ status: 'failed' }])
})

test('a reused step has no times of this run', () => {
  const task = row('old', 'a', { created: 1, started: 2, completed: 3 })
  expect(views({ a: { status: 'cached', parents: [], executed: 'old' } }, task)).toEqual([
    { name: 'a', status: 'cached', parents: [], task: 'old' },
  ])
})

test('a base task that is run without a clone has not waited since its creation', () => {
  const task = row('t1', 'a', { status: 'in_progress', created: 5, started: 4000 })
  expect(views({ a: { status: 'running', parents: [], job_id: 't1' } }, task)).toMatchObject([{ queued_at: begun, started_at: 4000 }])
})

test('a text that is no pipeline’s has no steps', () => {
  for (const text of ['', '[]', '1', 'null', 'a: b', '{"a": 1}']) expect(fromClearml(text)).toEqual([])
})
