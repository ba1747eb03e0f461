import { setTimeout as sleep } from 'node:timers/promises'
import { clientOf, database, startServerProcess } from '@clearway/testkit'
import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { asAttempt, fakeAgent, type Lease } from './fake-agent.ts'
import { aQueue, queuedTasks, statusAfter, statusOf, taskOf, waitingIn } from './queued-tasks.ts'

/** How an agent's renewals are repeated until another lease than theirs is lost. */
const untilLost = { interval: 400, timeout: 30_000 }

const test = serverTest
  .extend('settings', { scope: 'file' }, { leaseSeconds: 2 })
  /** An agent that was lost while it ran a task, in a queue that no other agent serves. */
  .extend('lostAgent', { scope: 'file' }, ({ api }) => async (name: string) => {
    const queue = await aQueue(api)
    const [task, behind] = (await queuedTasks(api, queue, 2)) as [string, string]
    const agent = fakeAgent(api, name, { queues: [queue] })
    const lease = await agent.claimOne()
    await agent.start(lease)
    expect(await statusAfter(api, task, 'in_progress')).toBe('queued')
    return { agent, lease, queue, task, behind }
  })

test.concurrent('a lost attempt continues when its agent is back, if no other attempt has its task', async ({ world, api, lostAgent }) => {
  const { agent, lease, queue, task, behind } = await lostAgent('back in time')
  expect(await agent.renew({ running: [lease] })).toMatchObject({ renewed: [lease.attempt], stop: [] })
  expect(await taskOf(api, task)).toMatchObject({ status: 'in_progress', status_reason: 'worker back', last_worker: 'back in time:0' })
  expect(await waitingIn(api, queue)).toEqual([behind])
  // The task's processes may report again, and no other agent gets the task.
  await asAttempt(world.url, lease).tasks.edit_runtime({ task, add_or_update: { alive: 'yes' } })
  expect((await fakeAgent(api, 'another', { queues: [queue] }).claimOne()).task).toBe(behind)
  expect(await agent.end(lease)).toEqual({ status: 'completed' })
  expect(await taskOf(api, task)).toMatchObject({ status: 'completed' })
})

test.concurrent('a claim may report running attempts as a heartbeat does', async ({ api, lostAgent }) => {
  const { agent, lease, task, behind } = await lostAgent('back by a claim')
  const { leases } = await agent.claim({ running: [lease.attempt] })
  expect(leases.map((granted) => granted.task)).toEqual([behind])
  expect(await statusOf(api, task)).toBe('in_progress')
})

test.concurrent('a lost attempt does not continue once another agent has claimed its task', async ({ api, lostAgent }) => {
  const { agent, lease, queue, task } = await lostAgent('back too late')
  const other = fakeAgent(api, 'quicker', { queues: [queue] })
  const anew = await other.claimOne()
  expect([anew.task, anew.number]).toEqual([task, 2])
  // A claim is enough, because the agent may start the task at any moment.
  expect(await agent.renew({ running: [lease] })).toMatchObject({
    renewed: [],
    stop: [{ attempt: lease.attempt, reason: 'the attempt no longer holds the task' }],
  })
  await other.start(anew)
  expect(await agent.renew({ running: [lease] })).toMatchObject({ renewed: [] })
  expect(await other.end(anew)).toEqual({ status: 'completed' })
})

test.concurrent('a lost attempt that completes counts, as long as no other attempt has begun', async ({ api, lostAgent }) => {
  const first = await lostAgent('completes in time')
  expect(await first.agent.end(first.lease)).toEqual({ status: 'completed' })
  expect(await waitingIn(api, first.queue)).toEqual([first.behind])

  const { agent, lease, queue } = await lostAgent('completes too late')
  await expect(agent.end(lease, 'failed')).rejects.toMatchObject({ code: 'lease_lost' })
  const other = fakeAgent(api, 'beginning it anew', { queues: [queue] })
  const anew = await other.claimOne()
  expect([anew.task, anew.number]).toEqual([lease.task, 2])
  await expect(agent.end(lease)).rejects.toMatchObject({ code: 'lease_lost' })
  await other.start(anew)
  expect(await other.end(anew)).toEqual({ status: 'completed' })
})

test.concurrent('a lost attempt does not continue where a user has queued its task again', async ({ api, lostAgent }) => {
  const { agent, lease, queue, task } = await lostAgent('back to another request')
  await api.tasks.dequeue({ task })
  await api.tasks.enqueue({ task, queue })
  expect(await agent.renew({ running: [lease] })).toMatchObject({ renewed: [], stop: [{ attempt: lease.attempt }] })
  expect(await statusOf(api, task)).toBe('queued')
})

test.concurrent('an agent renews its own leases, and none of another agent', async ({ api, expect }) => {
  const queue = await aQueue(api)
  const [task] = (await queuedTasks(api, queue, 1)) as [string]
  const agent = fakeAgent(api, 'owner', { queues: [queue] })
  const lease = await agent.claimOne()
  await agent.start(lease)
  const stranger = fakeAgent(api, 'stranger', { queues: [queue] })
  const renewed: string[] = []
  await expect
    .poll(async () => {
      renewed.push(...(await stranger.renew({ running: [lease] })).renewed)
      return statusOf(api, task)
    }, untilLost)
    .toBe('queued')
  expect(renewed).toEqual([])
})

test.concurrent('a repeated start renews the lease, because the agent counts from the call that was answered', async ({ api, expect }) => {
  const queue = await aQueue(api)
  const [task, started] = (await queuedTasks(api, queue, 2)) as [string, string]
  const agent = fakeAgent(api, 'saying it twice', { queues: [queue] })
  const lease = await agent.claimOne()
  await agent.start(lease)
  const once = fakeAgent(api, 'saying it once', { queues: [queue] })
  await once.start(await once.claimOne())
  await expect
    .poll(async () => {
      await agent.start(lease)
      return statusOf(api, started)
    }, untilLost)
    .toBe('queued')
  expect(await statusOf(api, task)).toBe('in_progress')
})

test('a server that was down longer than a lease does not count running attempts as lost', async () => {
  await using fresh = await database.fresh()
  await using server = await startServerProcess(fresh, { settings: { leaseSeconds: 4, confirmSeconds: 4 } })
  const client = clientOf(server.connection)
  const queue = await aQueue(client)
  const [task, claimed] = (await queuedTasks(client, queue, 2)) as [string, string]
  const agent = fakeAgent(client, 'patient', { queues: [queue] })
  const lease = await agent.claimOne()
  await agent.start(lease)
  const unconfirmed: Lease = await agent.claimOne({ running: [lease.attempt] })
  server.process.kill('SIGSTOP')
  await sleep(6000)
  server.process.kill('SIGCONT')
  // The answer comes after a check of the leases, which would have queued a lost task again.
  await sleep(1000)
  expect(await statusOf(client, task)).toBe('in_progress')
  expect(unconfirmed.task).toBe(claimed)
  await agent.start(unconfirmed)
  expect(await agent.renew({ running: [lease, unconfirmed] })).toMatchObject({ renewed: expect.arrayContaining([lease.attempt]), stop: [] })
  expect(await agent.end(lease)).toEqual({ status: 'completed' })
  expect(await agent.end(unconfirmed)).toEqual({ status: 'completed' })
})
