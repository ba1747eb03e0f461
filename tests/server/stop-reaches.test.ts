import type { TaskType } from '@clearway/contract'
import type { Api } from '@clearway/sdk/client'
import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { asAttempt, fakeAgent } from './fake-agent.ts'
import { aQueue, statusOf } from './queued-tasks.ts'

let made = 0

async function queuedUnder(api: Api, queue: string, parent: string | undefined, type: TaskType): Promise<string> {
  made += 1
  const { id } = await api.tasks.create({ name: `nested ${made}`, type, ...(parent === undefined ? {} : { parent }) })
  await api.tasks.enqueue({ task: id, queue })
  return id
}

test('stopping a pipeline stops the pipelines that its steps run, and their steps', async ({ api }) => {
  const queue = await aQueue(api)
  const outer = await queuedUnder(api, queue, undefined, 'controller')
  const step = await queuedUnder(api, queue, outer, 'training')
  const ended = await queuedUnder(api, queue, outer, 'training')
  const inner = await queuedUnder(api, queue, step, 'controller')
  const left = await queuedUnder(api, queue, ended, 'controller')
  const innerStep = await queuedUnder(api, queue, inner, 'training')
  const innermost = await queuedUnder(api, queue, innerStep, 'controller')
  // Its parent is the task of which it is a clone, not one that started it.
  const clone = await queuedUnder(api, queue, step, 'training')
  await api.tasks.started({ task: ended, force: true })
  await api.tasks.completed({ task: ended })

  await api.tasks.stop({ task: outer })
  const statuses = await Promise.all([outer, step, inner, left, innerStep, innermost, ended, clone].map((task) => statusOf(api, task)))
  expect(statuses).toEqual([...Array.from({ length: 6 }, () => 'stopped'), 'completed', 'queued'])
})

test('stopping a step stops the pipeline that it runs, also one that it begins before it has ended', async ({ api }) => {
  const queue = await aQueue(api)
  const step = await queuedUnder(api, queue, undefined, 'training')
  const agent = fakeAgent(api, 'running a step', { queues: [queue] })
  const lease = await agent.claimOne()
  await agent.start(lease)
  const inner = await queuedUnder(api, queue, step, 'controller')
  await api.tasks.stop({ task: step })
  expect(await statusOf(api, inner)).toBe('stopped')
  const late = await queuedUnder(api, queue, step, 'controller')
  await agent.end(lease, 'stopped')
  expect([await statusOf(api, step), await statusOf(api, late)]).toEqual(['stopped', 'stopped'])
})

test('stopping a task stops what its own processes queued, and nothing that others made of it', async ({ world, api }) => {
  const queue = await aQueue(api)
  const task = await queuedUnder(api, queue, undefined, 'training')
  const agent = fakeAgent(api, 'running a maker', { queues: [queue] })
  const lease = await agent.claimOne()
  await agent.start(lease)
  const made = await queuedUnder(asAttempt(world.url, lease), queue, undefined, 'training')
  await api.tasks.stop({ task })
  expect([await statusOf(api, made), await statusOf(api, task)]).toEqual(['stopped', 'in_progress'])
})
