import { test as serverTest } from '@clearway/testkit/server-test'
import { fakeAgent } from './fake-agent.ts'
import { aQueue, queuedTasks, statusAfter, statusOf, taskOf, waitingIn } from './queued-tasks.ts'

const test = serverTest.extend('settings', { scope: 'file' }, { confirmSeconds: 3, leaseSeconds: 2, maxLost: 1 })

test.concurrent('a claim that is not confirmed in time returns to its position in the queue', async ({ api, expect }) => {
  const queue = await aQueue(api)
  const [a, b, c] = (await queuedTasks(api, queue, 3)) as [string, string, string]
  const agent = fakeAgent(api, 'silent', { queues: [queue] })
  const lease = await agent.claimOne()
  const other = await agent.claimOne()
  await agent.start(other)
  expect([lease.task, await waitingIn(api, queue)]).toEqual([a, [c]])
  const waiting = async () => {
    await agent.renew({ running: [other] })
    return waitingIn(api, queue)
  }
  await expect.poll(waiting, { timeout: 20_000 }).toEqual([a, c])
  const again = await fakeAgent(api, 'another', { queues: [queue] }).claimOne()
  expect([again.task, again.number]).toEqual([a, 2])
  expect((await fakeAgent(api, 'next', { queues: [queue] }).claimOne()).task).toBe(c)
  await expect(agent.start(lease)).rejects.toMatchObject({ code: 'lease_lost' })
  expect(await statusOf(api, b)).toBe('in_progress')
})

test.concurrent('a task whose worker goes silent is queued again at the head, and fails when that happens too often', async ({
  api,
  expect,
}) => {
  const queue = await aQueue(api)
  const [task, behind] = (await queuedTasks(api, queue, 2)) as [string, string]
  const agent = fakeAgent(api, 'dying', { queues: [queue] })
  await agent.start(await agent.claimOne())
  expect(await statusAfter(api, task, 'in_progress')).toBe('queued')
  expect(await waitingIn(api, queue)).toEqual([task, behind])
  expect(await taskOf(api, task)).toMatchObject({
    status_reason: 'worker lost',
    status_message: expect.stringContaining('dying:0'),
  })
  const second = await agent.claimOne()
  expect([second.task, second.number]).toEqual([task, 2])
  await agent.start(second)
  expect(await statusAfter(api, task, 'in_progress')).toBe('failed')
  expect(await taskOf(api, task)).toMatchObject({ status_reason: 'worker lost', completed: expect.any(String) })
  expect(await waitingIn(api, queue)).toEqual([behind])
})

test.concurrent('a call that waits for orders only renews no lease', async ({ api, expect }) => {
  const queue = await aQueue(api)
  const [task] = (await queuedTasks(api, queue, 1)) as [string]
  const agent = fakeAgent(api, 'waiting', { queues: [queue] })
  const lease = await agent.claimOne()
  await agent.start(lease)
  const lost = async () => {
    expect(await agent.renew({ running: [lease], renew: false })).toMatchObject({ renewed: [] })
    return statusOf(api, task)
  }
  await expect.poll(lost, { timeout: 20_000 }).toBe('queued')
  expect(await agent.renew({ running: [lease], renew: false, wait: 20 })).toMatchObject({ stop: [{ attempt: lease.attempt }], renewed: [] })
  expect(await agent.renew({ running: [lease] })).toMatchObject({ stop: [], renewed: [lease.attempt] })
  expect(await statusOf(api, task)).toBe('in_progress')
})

test.concurrent('a renewed lease does not run out', async ({ api, expect }) => {
  const queue = await aQueue(api)
  const [task] = (await queuedTasks(api, queue, 1)) as [string]
  const agent = fakeAgent(api, 'living', { queues: [queue] })
  const lease = await agent.claimOne()
  await agent.start(lease)
  const until = performance.now() + 4000
  while (performance.now() < until) {
    expect(await agent.renew({ running: [lease] })).toMatchObject({ stop: [], renewed: [lease.attempt], lease_seconds: 2 })
    await new Promise((resolve) => setTimeout(resolve, 400))
  }
  expect(await statusOf(api, task)).toBe('in_progress')
})

test.concurrent('a stopping task whose worker is lost becomes stopped', async ({ api, expect }) => {
  const queue = await aQueue(api)
  const [task] = (await queuedTasks(api, queue, 1)) as [string]
  const agent = fakeAgent(api, 'lost while stopping', { queues: [queue] })
  await agent.start(await agent.claimOne())
  await api.tasks.stop({ task })
  await expect.poll(() => statusOf(api, task), { timeout: 20_000 }).toBe('stopped')
})
