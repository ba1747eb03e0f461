import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { asAttempt, fakeAgent } from './fake-agent.ts'
import { aQueue, queuedTasks } from './queued-tasks.ts'

test(
  'a step that waits for a task that only its own slot could run continues without the slot, which its agent offers again',
  { timeout: 60_000 },
  async ({ world, api }) => {
    const queue = await aQueue(api)
    const agent = fakeAgent(api, 'with one slot', { queues: [queue] })
    const [outer] = (await queuedTasks(api, queue, 1)) as [string]
    const lease = await agent.claimOne()
    await agent.start(lease)
    const processes = asAttempt(world.url, lease)
    const { id: inner } = await processes.tasks.create({ name: 'inner', type: 'training', parent: outer })
    await processes.tasks.enqueue({ task: inner, queue })
    const ended = processes.tasks.wait({ tasks: [{ id: inner, status: 'queued' }], timeout: 25 })

    const released = await api.workers.renew({
      worker: 'with one slot',
      boot: 'first',
      running: [lease.attempt],
      in_slots: [lease.attempt],
      wait: 25,
    })
    expect(released).toMatchObject({ stop: [], released: [lease.attempt] })
    // After the agent has released the slot, it is not asked again.
    expect(await agent.renew({ running: [lease] })).toMatchObject({ stop: [], released: [] })
    const next = await agent.claimOne({ running: [lease.attempt] })
    expect([next.task, next.slot]).toEqual([inner, 0])
    await agent.start(next)
    expect((await ended).tasks).toMatchObject([{ id: inner, status: 'in_progress' }])
    expect(await agent.end(next)).toEqual({ status: 'completed' })
    expect(await agent.end(lease)).toEqual({ status: 'completed' })
  },
)
