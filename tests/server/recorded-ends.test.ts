import { type Api, isApiError } from '@clearway/sdk/client'
import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { aTask, taskOf } from './queued-tasks.ts'

const ends = ['stopped', 'failed', 'completed'] as const
type End = (typeof ends)[number]

/** A task that has ended, and those of its parts that must not change from then on. */
async function anEnded(api: Api, end: End): Promise<{ readonly task: string; readonly before: object }> {
  const task = await aTask(api)
  await api.tasks.started({ task })
  await api.tasks[end]({ task, status_reason: 'the first reason', status_message: 'the first message' })
  return { task, before: await endOf(api, task) }
}

async function endOf(api: Api, id: string): Promise<object> {
  const { status, completed, status_reason, status_message, published } = await taskOf(api, id)
  return { status, completed, status_reason, status_message, published }
}

/** Waits until the server's clock has advanced, because otherwise a new time would equal the old one. */
const untilClockAdvances = () => new Promise((resolve) => setTimeout(resolve, 5))

test.for(ends)('stopping a task that is %s does not change how it ended', async (end, { api }) => {
  const { task, before } = await anEnded(api, end)
  await untilClockAdvances()
  await api.tasks.stop({ task, force: true, status_reason: 'another', status_message: 'another' })
  await api.tasks.stop({ task }).catch((error: unknown) => {
    if (!isApiError(error, 'invalid_transition')) throw error
  })
  await api.tasks.archive({ tasks: [task], status_reason: 'another' })
  expect(await endOf(api, task)).toEqual(before)
})

test.for(ends)('a second report that a task is %s does not change the time and reason of the first', async (end, { api }) => {
  const { task, before } = await anEnded(api, end)
  await untilClockAdvances()
  await api.tasks[end]({ task, force: true, status_reason: 'another', status_message: 'another' })
  expect(await endOf(api, task)).toEqual(before)
})

test('a second report of an end adds its reason where the first had none', async ({ api }) => {
  const task = await aTask(api)
  await api.tasks.started({ task })
  await api.tasks.failed({ task })
  await api.tasks.failed({ task, status_reason: 'out of memory' })
  expect(await taskOf(api, task)).toMatchObject({ status: 'failed', status_reason: 'out of memory' })
})

test('a task’s time of completion stays through later statuses', async ({ api }) => {
  const { task } = await anEnded(api, 'failed')
  const { completed } = await taskOf(api, task)
  await untilClockAdvances()
  await api.tasks.stopped({ task })
  expect(await taskOf(api, task)).toMatchObject({ status: 'stopped', completed })
  await api.tasks.publish({ task })
  const { published } = await taskOf(api, task)
  await untilClockAdvances()
  await api.tasks.publish({ task, force: true })
  expect(await taskOf(api, task)).toMatchObject({ status: 'published', completed, published })
})

test('stopping a queued task records the time of its end, and a new start clears it', async ({ api }) => {
  const { id: queue } = await api.queues.get_default({})
  const waiting = await aTask(api)
  await api.tasks.enqueue({ task: waiting, queue })
  await api.tasks.stop({ task: waiting })
  expect(await taskOf(api, waiting)).toMatchObject({ status: 'stopped', completed: expect.any(String) })
  await api.tasks.started({ task: waiting, force: true })
  expect((await taskOf(api, waiting)).completed).toBeUndefined()
})
