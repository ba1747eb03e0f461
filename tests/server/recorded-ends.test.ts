import type { Api } from '@clearway/sdk/client'
import { database, startServer, type World } from '@clearway/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aTask, taskOf } from './queued-tasks.ts'

let world: World
let api: Api
beforeAll(async () => {
  world = await startServer(database)
  api = world.api
})
afterAll(() => world?.[Symbol.asyncDispose]())

const ends = ['stopped', 'failed', 'completed'] as const
type End = (typeof ends)[number]

/** A task that has ended, and the parts of it that must not change any more. */
async function anEnded(end: End): Promise<{ readonly task: string; readonly before: object }> {
  const task = await aTask(api)
  await api.tasks.started({ task })
  await api.tasks[end]({ task, status_reason: 'the first reason', status_message: 'the first message' })
  return { task, before: await whatStays(task) }
}

async function whatStays(id: string): Promise<object> {
  const { status, completed, status_reason, status_message, published } = await taskOf(api, id)
  return { status, completed, status_reason, status_message, published }
}

/** Waits until the server's clock has advanced, because otherwise a new time would equal the old one. */
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 5))

test.for(ends)('stopping a task that is %s changes nothing of its end', async (end) => {
  const { task, before } = await anEnded(end)
  await aMoment()
  await api.tasks.stop({ task, force: true, status_reason: 'another', status_message: 'another' })
  await api.tasks.stop({ task }).catch(() => {})
  await api.tasks.archive({ tasks: [task], status_reason: 'another' })
  expect(await whatStays(task)).toEqual(before)
})

test.for(ends)('a task that is said to be %s again keeps the time and reason of the first time', async (end) => {
  const { task, before } = await anEnded(end)
  await aMoment()
  await api.tasks[end]({ task, force: true, status_reason: 'another', status_message: 'another' })
  expect(await whatStays(task)).toEqual(before)
})

test('an end that is said again with a reason, after one without, has that reason', async () => {
  const task = await aTask(api)
  await api.tasks.started({ task })
  await api.tasks.failed({ task })
  await api.tasks.failed({ task, status_reason: 'out of memory' })
  expect(await taskOf(api, task)).toMatchObject({ status: 'failed', status_reason: 'out of memory' })
})

test('whatever an ended task becomes, it ended when it ended', async () => {
  const { task } = await anEnded('failed')
  const { completed } = await taskOf(api, task)
  await aMoment()
  await api.tasks.stopped({ task })
  expect(await taskOf(api, task)).toMatchObject({ status: 'stopped', completed })
  await api.tasks.publish({ task })
  const { published } = await taskOf(api, task)
  await aMoment()
  await api.tasks.publish({ task, force: true })
  expect(await taskOf(api, task)).toMatchObject({ status: 'published', completed, published })
})

test('each way to an end notes when that was, and a new start forgets it', async () => {
  const { id: queue } = await api.queues.get_default({})
  const waiting = await aTask(api)
  await api.tasks.enqueue({ task: waiting, queue })
  await api.tasks.stop({ task: waiting })
  expect(await taskOf(api, waiting)).toMatchObject({ status: 'stopped', completed: expect.any(String) })
  await api.tasks.started({ task: waiting, force: true })
  expect((await taskOf(api, waiting)).completed).toBeUndefined()
})
