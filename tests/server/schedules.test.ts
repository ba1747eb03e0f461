import type { Api } from '@clearway/sdk/client'
import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { aQueue, aTask, statusOf, taskOf, waitingIn } from './queued-tasks.ts'

const scheduleOf = async (api: Api, schedule: string) => (await api.schedules.get_by_id({ schedule })).schedule

test('a schedule starts a task at its due time by itself, and shows its next and last ones', async ({ api }) => {
  const [queue, task] = [await aQueue(api), await aTask(api, 'training', { script: { entry_point: 'a.py' } })]
  const at = new Date(Date.now() + 1500)
  const { id, next } = await api.schedules.create({ name: 'soon', start: { task, queue }, at: at.toISOString() })
  expect(next.map((time) => Date.parse(time))).toEqual([at.getTime()])
  expect(await scheduleOf(api, id)).toMatchObject({
    enabled: true,
    next,
    fires: [],
    missed: 'run-once',
    overlap: 'skip',
    start: { task, queue },
    original: { id: task, name: (await taskOf(api, task)).name },
  })
  const fires = async () => (await scheduleOf(api, id)).fires
  await expect.poll(async () => (await fires()).length).toBe(1)
  const fire = (await fires())[0]!
  expect(fire).toMatchObject({ outcome: 'started', manual: false, passed_over: 0, task: { status: 'queued' } })
  expect(Date.parse(fire.due)).toBe(at.getTime())
  expect(await waitingIn(api, queue)).toEqual([fire.task!.id])
  expect((await scheduleOf(api, id)).next).toEqual([])
  expect(await api.schedules.delete({ schedule: id })).toEqual({ deleted: 1 })
  await expect(scheduleOf(api, id)).rejects.toMatchObject({ code: 'schedule_not_found' })
  expect(await statusOf(api, fire.task!.id)).toBe('queued')
})

test('a paused schedule has no next time; fired by hand it starts its task now', async ({ api }) => {
  const [queue, task] = [await aQueue(api), await aTask(api)]
  const { id, next } = await api.schedules.create({
    name: 'paused',
    start: { task, queue },
    cron: '0 9 * * 1-5',
    time_zone: 'Europe/Berlin',
  })
  expect(next).toHaveLength(5)
  expect(await api.schedules.update({ schedule: id, enabled: false })).toEqual({ updated: 1, next: [] })
  const { fire } = await api.schedules.fire({ schedule: id })
  expect(fire).toMatchObject({ outcome: 'started', manual: true })
  expect((await taskOf(api, fire.task!.id)).status).toBe('queued')
  expect((await api.schedules.fire({ schedule: id })).fire).toMatchObject({
    outcome: 'skipped',
    reason: expect.stringContaining('has not ended') as string,
  })
  const resumed = await api.schedules.update({ schedule: id, enabled: true, every_seconds: 60 })
  expect(resumed.next).toHaveLength(5)
  const { schedules, total } = await api.schedules.get_all({ name: 'paused', next: 2 })
  expect([total, schedules.map((one) => [one.every_seconds, one.cron, one.next.length])]).toEqual([1, [[60, undefined, 2]]])
})

test('what could never be carried out is refused at its field, and nothing is stored', async ({ api }) => {
  const task = await aTask(api)
  const queue = await aQueue(api)
  const start = { task, queue }
  const refused = async (request: object, code: string, details: object) =>
    expect(api.schedules.create({ name: 'refused', start, cron: '@daily', ...request })).rejects.toMatchObject({ code, details })
  await refused({ cron: '1 2 3' }, 'invalid_schedule', { field: 'cron' })
  await expect(api.schedules.create({ name: 'refused', start, cron: '99 * * * *' })).rejects.toThrow(
    'cron cannot be read: Invalid value for minute: 99. An example: 30 9 * * 1-5',
  )
  await refused({ time_zone: 'Mars/Base' }, 'invalid_schedule', { field: 'time_zone' })
  await refused({ start: {} }, 'invalid_schedule', { field: 'start.task' })
  await refused({ start: { task: 'f'.repeat(32) } }, 'task_not_found', {})
  await refused({ start: { task, queue: 'nowhere' } }, 'queue_not_found', {})
  await refused({ start: { pipeline: 'none' } }, 'pipeline_not_found', {})
  await refused({ start: { ...start, parameters: { a: '${trigger.id}' } } }, 'invalid_schedule', { field: 'start.parameters.a' })
  expect((await api.schedules.get_all({ name: 'refused' })).total).toBe(0)
  const { id } = await api.schedules.create({ name: 'taken', start, cron: '@daily' })
  await refused({ name: 'taken' }, 'name_taken', {})
  await expect(api.schedules.update({ schedule: id, at: '2020-01-01T00:00:00Z' })).rejects.toMatchObject({
    code: 'invalid_schedule',
    details: { field: 'at' },
  })
  expect((await scheduleOf(api, id)).cron).toBe('@daily')
})

test('a trigger starts a task by itself when another one ends', async ({ api }) => {
  const [queue, task, source] = [await aQueue(api), await aTask(api), await aTask(api)]
  const { id } = await api.triggers.create({
    name: 'after training',
    entity: 'task',
    statuses: ['completed'],
    name_pattern: `^${(await taskOf(api, source)).name}$`,
    start: { task, queue, parameters: { 'Args/source': '${trigger.id}' } },
  })
  await api.tasks.started({ task: source })
  await api.tasks.completed({ task: source })
  const fires = async () => (await api.triggers.get_all({ id: [id] })).triggers[0]!.fires
  await expect.poll(async () => (await fires()).length).toBe(1)
  const fire = (await fires())[0]!
  expect(fire).toMatchObject({ outcome: 'started', event: 'status completed', source: { id: source }, task: { status: 'queued' } })
  expect((await taskOf(api, fire.task!.id)).hyperparams).toMatchObject({ Args: { source: { value: source } } })
  expect(await api.triggers.update({ trigger: id, enabled: false })).toEqual({ updated: 1 })
  expect(await api.triggers.delete({ trigger: id })).toEqual({ deleted: 1 })
  await expect(api.triggers.delete({ trigger: id })).rejects.toMatchObject({ code: 'trigger_not_found' })
})

test('a trigger that could never start anything is refused at its field', async ({ api }) => {
  const start = { task: await aTask(api), queue: await aQueue(api) }
  const refused = async (request: object, code: string, details: object) =>
    expect(api.triggers.create({ name: 'refused', entity: 'model', start, ...request })).rejects.toMatchObject({ code, details })
  await refused({}, 'invalid_trigger', { field: 'statuses' })
  await refused({ statuses: ['completed'] }, 'invalid_trigger', { field: 'statuses' })
  await refused({ statuses: ['created'], types: ['training'] }, 'invalid_trigger', { field: 'types' })
  await refused({ tags: ['a'], name_pattern: '(' }, 'invalid_pattern', { field: 'name_pattern' })
  await refused({ tags: ['a'], start: { ...start, parameters: { a: '${trigger.none}' } } }, 'invalid_trigger', {
    field: 'start.parameters.a',
  })
  expect((await api.triggers.get_all({ name: 'refused' })).total).toBe(0)
})
