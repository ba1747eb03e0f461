import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { fakeAgent } from './fake-agent.ts'
import { aQueue, aTask, queuedTasks } from './queued-tasks.ts'

test('a step that is launched with a delay is claimed once it is due, and says until when it waits', async ({ api }) => {
  const queue = await aQueue(api)
  const run = await aTask(api, 'controller')
  const agent = fakeAgent(api, 'patient', { queues: [queue] })
  await api.tasks.started({ task: run })
  const key = { run, step: 'later', attempt: 1 }
  const distant = await api.tasks.launch({ key: { ...key, step: 'distant' }, queue, name: 'distant', delay_seconds: 3600 })
  const [behind] = await queuedTasks(api, queue, 1)

  const lease = await agent.claimOne()
  expect(lease.task).toBe(behind)
  await agent.start(lease)
  await agent.end(lease)
  const { wait } = await api.tasks.explain({ task: distant.task })
  expect(wait).toMatchObject({ reason: 'delayed', text: expect.stringContaining('before it is tried again') as string })
  const before = Date.now()
  const launched = await api.tasks.launch({ key, queue, name: 'later', delay_seconds: 0.7 })
  const claimed = await agent.claimOne({ wait: 20 })
  expect(claimed.task).toBe(launched.task)
  expect(Date.now() - before).toBeGreaterThanOrEqual(690)
  // Not at the end of the call, which looks once more.
  expect(Date.now() - before).toBeLessThan(15_000)
})

test('a repeated launch does not wait anew, and a step that is stopped while it waits is never claimed', async ({ api }) => {
  const queue = await aQueue(api)
  const run = await aTask(api, 'controller')
  await api.tasks.started({ task: run })
  const launch = { key: { run, step: 'later', attempt: 1 }, queue, name: 'later', delay_seconds: 3600 }
  const { task } = await api.tasks.launch(launch)
  expect(await api.tasks.launch(launch)).toMatchObject({ task, launched: false })
  await api.tasks.stop({ task })
  expect((await api.tasks.get_by_id({ task })).task.status).toBe('stopped')
  expect((await fakeAgent(api, 'idle', { queues: [queue] }).claim()).leases).toEqual([])
})
