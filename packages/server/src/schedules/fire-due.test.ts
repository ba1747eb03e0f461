import { defineStep, toConfiguration } from '@clearway/engine'
import { database } from '@clearway/testkit'
import { expect } from 'vitest'
import { connectTo, type TestDatabase } from '../../test/database.ts'
import { addProject, addTask } from '../../test/rows.ts'
import { addSchedule, begin, fireDeps, fires, runDue, test } from '../../test/schedule-test.ts'
import { transact } from '../db/connection/transaction.ts'
import { findSchedule } from '../db/tables/schedules.ts'
import type { Actor } from '../scope.ts'
import { fire, type FireTx, manualDueTime } from './fire.ts'
import { updateSchedule } from './update.ts'

const hour = 3_600_000
const outcomes = async (target: TestDatabase) => (await fires(target)).map(({ due, outcome }) => [(due - begin) / hour, outcome])
const end = (target: TestDatabase) => target.db.updateTable('task').set({ status: 'completed' }).where('status', '=', 'queued').execute()
const hourly = { name: 'hourly', every_seconds: 3600 } as const

test('a due time fires when it has come, once, and the task is queued with its parameters', async ({ target }) => {
  const start = {
    task: 'base',
    queue: 'default',
    parameters: { lr: 0.1, 'General/day': 'of ${schedule.due}', 'Args/ref': '${pipeline.x}' },
    tags: ['nightly'],
  }
  await addSchedule(target, { ...hourly, start })
  expect(await runDue(target)).toBe(3600)
  target.setTime(begin + hour - 1)
  expect(await runDue(target)).toBe(0.001)
  expect(await fires(target)).toEqual([])
  target.setTime(begin + hour)
  await Promise.all([runDue(target), runDue(target)])
  expect(await runDue(target)).toBe(3600)
  const [fire, ...others] = await fires(target)
  expect([fire?.outcome, others]).toEqual(['started', []])
  const task = await target.db
    .selectFrom('task')
    .select(['status', 'parent', 'user', 'name'])
    .where('id', '=', fire!.task!)
    .executeTakeFirst()
  expect(task).toEqual({ status: 'queued', parent: null, user: 'u1', name: 'task base' })
  const params = await target.db.selectFrom('task_param').select(['section', 'name', 'value']).orderBy('name').execute()
  expect(params).toEqual([
    { section: 'General', name: 'day', value: 'of 2027-01-01T13:00:00.000+00:00' },
    { section: 'General', name: 'lr', value: '0.1' },
    { section: 'Args', name: 'ref', value: '${pipeline.x}' },
  ])
})

test('after an absence due times are made up for by the policy', async ({ target }) => {
  const all = { every_seconds: 3600, overlap: 'allow' } as const
  const ids = {
    skip: await addSchedule(target, { ...all, name: 'skip', missed: 'skip' }),
    once: await addSchedule(target, { ...all, name: 'once', missed: 'run-once' }),
    all: await addSchedule(target, { ...all, name: 'all', missed: 'run-all', catch_up: 2 }),
  }
  target.setTime(begin + 4.5 * hour)
  await runDue(target)
  const rows = await target.db.selectFrom('schedule_fire').select(['schedule', 'due', 'outcome', 'passed_over']).orderBy('due').execute()
  const of = (id: string) =>
    rows.filter(({ schedule }) => schedule === id).map((row) => [(row.due - begin) / hour, row.outcome, row.passed_over])
  expect(of(ids.skip)).toEqual([[4, 'missed', 3]])
  expect(of(ids.once)).toEqual([[4, 'started', 3]])
  expect(of(ids.all)).toEqual([
    [3, 'started', 2],
    [4, 'started', 0],
  ])
})

test('a clock that is set back fires nothing twice', async ({ target }) => {
  await addSchedule(target, { ...hourly, overlap: 'allow' })
  for (const hours of [1, 0, 1, 2]) {
    target.setTime(begin + hours * hour)
    await runDue(target)
  }
  expect(await outcomes(target)).toEqual([
    [1, 'started'],
    [2, 'started'],
  ])
})

test('a schedule of one time fires once and has no next time', async ({ target }) => {
  await addSchedule(target, { name: 'once', at: '2027-01-01T13:00:00Z' })
  target.setTime(begin + hour)
  expect(await runDue(target)).toBeUndefined()
  expect(await outcomes(target)).toEqual([[1, 'started']])
})

test('skip lets a due time pass while the task before has not ended', async ({ target }) => {
  await addSchedule(target, { ...hourly, overlap: 'skip' })
  for (const hours of [1, 2, 3]) {
    target.setTime(begin + hours * hour)
    await runDue(target)
    if (hours === 2) await end(target)
  }
  expect(await outcomes(target)).toEqual([
    [1, 'started'],
    [2, 'skipped'],
    [3, 'started'],
  ])
  const { name } = await target.db.selectFrom('task').select('name').where('status', '=', 'completed').executeTakeFirstOrThrow()
  expect((await fires(target))[1]?.reason).toBe(`the task ‘${name}’ before it has not ended`)
})

test('stop-previous stops the task before', async ({ target }) => {
  await addSchedule(target, { ...hourly, overlap: 'stop-previous' })
  for (const hours of [1, 2]) {
    target.setTime(begin + hours * hour)
    await runDue(target)
  }
  const statuses = await target.db
    .selectFrom('schedule_fire as f')
    .innerJoin('task as t', 't.id', 'f.task')
    .select(['t.status', 't.status_reason'])
    .orderBy('f.due')
    .execute()
  expect(statuses).toEqual([
    { status: 'stopped', status_reason: 'the schedule hourly is due again' },
    { status: 'queued', status_reason: '' },
  ])
})

test('queue starts the due times one after the other', async ({ target }) => {
  await addSchedule(target, { ...hourly, overlap: 'queue' })
  for (const hours of [1, 2, 3]) {
    target.setTime(begin + hours * hour)
    await runDue(target)
  }
  expect(await outcomes(target)).toEqual([
    [1, 'started'],
    [2, 'waiting'],
    [3, 'waiting'],
  ])
  await end(target)
  expect(await runDue(target)).toBe(1)
  expect((await outcomes(target)).map(([, outcome]) => outcome)).toEqual(['started', 'started', 'waiting'])
})

test('a paused schedule starts nothing that waits until it is resumed, but for what is fired by hand', async ({ target }) => {
  const at = new Date(begin + hour).toISOString()
  const id = await addSchedule(target, { name: 'once', at, overlap: 'queue' })
  const change = <T>(work: (tx: FireTx & Actor) => Promise<T>) => transact({ ...fireDeps(target), user: { id: 'u1', name: 'Ada' } }, work)
  const fireByHand = () =>
    change(async (tx) => {
      const schedule = await findSchedule(tx, id, 'change')
      await fire(tx, schedule, { due: await manualDueTime(tx, schedule), manual: true })
    })
  await fireByHand()
  target.setTime(begin + hour)
  await runDue(target)
  await change((tx) => updateSchedule(tx, id, { enabled: false }))
  await end(target)
  expect(await runDue(target)).toBeUndefined()
  expect((await outcomes(target)).map(([, outcome]) => outcome)).toEqual(['started', 'waiting'])

  await fireByHand()
  expect((await outcomes(target)).map(([, outcome]) => outcome)).toEqual(['started', 'waiting', 'started'])
  await end(target)
  await change((tx) => updateSchedule(tx, id, { enabled: true }))
  await runDue(target)
  expect((await outcomes(target)).map(([, outcome]) => outcome)).toEqual(['started', 'started', 'started'])
})

test('what cannot be started is recorded with the reason, and the schedule goes on', async ({ target }) => {
  await addSchedule(target, hourly)
  await target.db.deleteFrom('task').where('id', '=', 'base').execute()
  for (const hours of [1, 2]) {
    target.setTime(begin + hours * hour)
    await runDue(target)
  }
  expect(await fires(target)).toMatchObject(
    [1, 2].map(() => ({ outcome: 'failed', task: null, reason: expect.stringContaining('task_not_found') as string })),
  )
  await target.db.updateTable('user').set({ role: 'viewer' }).execute()
  target.setTime(begin + 3 * hour)
  await runDue(target)
  expect((await fires(target)).at(-1)).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('access_denied') as string })
  await target.db.updateTable('user').set({ deleted: begin }).execute()
  target.setTime(begin + 4 * hour)
  await runDue(target)
  expect((await fires(target)).at(-1)).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('starter_deleted') as string })
})

test('a schedule that cannot be read keeps no other from its due times', async ({ target }) => {
  const broken = await addSchedule(target, { name: 'broken', every_seconds: 1800 })
  await addSchedule(target, hourly)
  await target.db.updateTable('schedule').set({ timing: 'null' }).where('id', '=', broken).execute()
  target.setTime(begin + hour)
  await expect(runDue(target)).rejects.toThrow('null')
  expect(await outcomes(target)).toEqual([[1, 'started']])
  target.setTime(begin + 2 * hour)
  await expect(runDue(target)).rejects.toThrow('null')
  expect((await outcomes(target)).length).toBe(2)
})

const run = { type: 'controller', project: 'p1', system_tags: ['pipeline'], script: '{"entry_point":"a.py"}' } as const
const churn = { pipeline: 'churn', project: 'ml', queue: 'q1' }

test('a new run of a pipeline is made like its newest one, with the next number and its own parameters', async ({ target }) => {
  await addProject(target, { id: 'p1', name: 'ml/deep/.pipelines/churn', system_tags: ['pipeline'] })
  await addTask(target, { id: 'r1', name: 'churn', created: 1, ...run })
  await addTask(target, { id: 'r2', name: 'churn #7', created: 2, ...run, runtime: '{"version":"2","progress":"80"}' })
  await addTask(target, { id: 'r3', name: 'churn #2 of mine', created: 3, ...run, system_tags: ['pipeline', 'archived'] })
  await addTask(target, { id: 'base of a step', name: 'churn', created: 4, ...run, system_tags: [] })
  await target.db
    .insertInto('task_param')
    .values({ task: 'r2', company: 'c1', section: 'Args', name: 'rows', value: '1', type: 'int' })
    .execute()
  const parameters = { rows: 5, 'pipeline/default_queue': 'of ${schedule.name}' }
  await addSchedule(target, { ...hourly, start: { ...churn, parameters } })
  await expect(addSchedule(target, { name: 'other', every_seconds: 9, start: { ...churn, project: 'm' } })).rejects.toMatchObject({
    code: 'pipeline_not_found',
  })
  await expect(
    addSchedule(target, { name: 'wrong', every_seconds: 9, start: { ...churn, parameters: { rosw: 5 } } }),
  ).rejects.toMatchObject({
    code: 'invalid_pipeline',
    details: { faults: [{ code: 'unknown_parameter', field: 'parameters.rosw' }] },
  })
  target.setTime(begin + hour)
  await runDue(target)
  const [fire] = await fires(target)
  const task = await target.db.selectFrom('task').select(['name', 'type', 'runtime']).where('id', '=', fire!.task!).executeTakeFirst()
  expect({ ...task, runtime: JSON.parse(task!.runtime) }).toEqual({
    name: 'churn #8',
    type: 'controller',
    runtime: { progress: '0', version: '2' },
  })
  const params = await target.db
    .selectFrom('task_param')
    .select(['name', 'value'])
    .where('task', '=', fire!.task!)
    .orderBy('name')
    .execute()
  expect(params).toEqual([
    { name: 'default_queue', value: 'of hourly' },
    { name: 'rows', value: '5' },
  ])
})

test('a name of several pipelines is refused, and a run that would fail is recorded with all its faults', async ({ target }) => {
  await addProject(target, { id: 'p1', name: 'ml/.pipelines/churn', system_tags: ['pipeline'] })
  await addTask(target, { id: 'r1', name: 'churn', ...run, script: '{}', driver: 'server' })
  const config = (name: string, value: string) => ({ task: 'r1', company: 'c1', name, value, type: 'json', description: null })
  const definition = {
    name: 'churn',
    version: '1',
    parameters: {},
    steps: {
      one: defineStep({ name: 'one', baseTask: 'base', queue: 'q1' }),
      two: defineStep({ name: 'two', baseTask: 'base2', queue: 'q1' }),
    },
  }
  for (const [name, { value }] of Object.entries(toConfiguration(definition)))
    await target.db
      .insertInto('task_config')
      .values(config(name, value ?? ''))
      .execute()
  await addSchedule(target, { ...hourly, start: churn })
  await target.db.deleteFrom('task').where('id', 'in', ['base', 'base2']).execute()
  target.setTime(begin + hour)
  await runDue(target)
  const [fire] = await fires(target)
  expect(fire).toMatchObject({ outcome: 'failed', task: null })
  expect(fire?.reason).toMatch(
    /^invalid_pipeline: .*Step 'one' runs the task base, which does not exist\. .*Step 'two' runs the task base2/,
  )

  await addProject(target, { id: 'p2', name: 'other/.pipelines/churn', system_tags: ['pipeline'] })
  await addTask(target, { id: 'r2', name: 'churn', ...run, project: 'p2' })
  await expect(addSchedule(target, { name: 'any', every_seconds: 9, start: { pipeline: 'churn' } })).rejects.toMatchObject({
    code: 'ambiguous_pipeline',
    details: { projects: ['ml', 'other'] },
  })
})

// Only PostgreSQL is shared between servers.
test.runIf(database.name === 'postgres')('several servers at once fire each due time once', async ({ target }) => {
  for (const n of [1, 2, 3]) await addSchedule(target, { name: `s${n}`, every_seconds: 3600 * n, missed: 'run-all', overlap: 'allow' })
  target.setTime(begin + 6 * hour)
  const others = [connectTo(target), connectTo(target)]
  try {
    await Promise.all([target.db, ...others].map((db) => runDue({ scope: { ...target.scope, db } })))
  } finally {
    for (const db of others) await db.destroy()
  }
  const rows = await fires(target)
  expect(rows.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 6 + 3 + 2 }, () => 'started'))
  expect(await target.db.selectFrom('queue_entry').select('task').execute()).toHaveLength(11)
})
