import type { Api } from '@clearway/sdk/client'
import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { asAttempt, fakeAgent, type Lease } from './fake-agent.ts'
import { aQueue, aTask, taskOf } from './queued-tasks.ts'

/** Counts on from the task's last iteration, as ClearML's client does. */
async function iterate(url: string, api: Api, lease: Lease, count: number): Promise<number> {
  const begin = (await taskOf(api, lease.task)).last_iteration ?? 0
  const scalars = Array.from({ length: count }, (_, n) => ({
    task: lease.task,
    type: 'training_stats_scalar',
    metric: 'loss',
    variant: 'train',
    value: 1,
    iter: begin === 0 ? n : begin + 1 + n,
  }))
  await asAttempt(url, lease).events.add_batch(scalars)
  return begin
}

test('a retry of a step begins at the iteration where the step began', async ({ world, api }) => {
  const queue = await aQueue(api)
  const agent = fakeAgent(api, 'retrying', { queues: [queue] })
  const run = await aTask(api, 'controller')
  await api.tasks.started({ task: run })
  let again: string | undefined
  for (const attempt of [1, 2, 3]) {
    const key = { run, step: 'train', attempt }
    const { task } = await api.tasks.launch({ key, queue, ...(again === undefined ? { name: 'train' } : { again }) })
    again = task
    const lease = await agent.claimOne()
    await agent.start(lease)
    expect({ attempt, begin: await iterate(world.url, api, lease, 10) }).toEqual({ attempt, begin: 0 })
    expect((await taskOf(api, task)).last_iteration).toBe(9)
    await agent.end(lease, 'failed')
  }
})

test('a lost or handed-back task begins at the iteration where it began, also one that continued an earlier run', async ({
  world,
  api,
}) => {
  const queue = await aQueue(api)
  const agent = fakeAgent(api, 'losing', { queues: [queue] })
  const task = await aTask(api)
  await api.tasks.enqueue({ task, queue })
  const first = await agent.claimOne()
  await agent.start(first)
  await iterate(world.url, api, first, 5)
  await agent.end(first, 'failed')

  // A user queued the task without a reset, so iterations go on from the last one.
  await api.tasks.enqueue({ task, queue })
  for (const ending of ['lost', 'handed back', 'completed'] as const) {
    const lease = await agent.claimOne()
    await agent.start(lease)
    expect({ ending, begin: await iterate(world.url, api, lease, 3) }).toEqual({ ending, begin: 4 })
    if (ending === 'handed back') await agent.handBack(lease)
    else await agent.end(lease, ending)
  }
  expect((await taskOf(api, task)).last_iteration).toBe(7)
})
