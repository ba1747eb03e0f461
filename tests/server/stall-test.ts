import { ownServerTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { fakeStockAgent, statuses } from './fake-stock-agent.ts'
import { aQueue, aTask } from './queued-tasks.ts'

// Which workers live decides everything here, so that each test has a server of its own.
export const test = ownServerTest
  .extend(
    'waitOf',
    ({ api }) =>
      async (task: string) =>
        (await api.tasks.explain({ task })).wait,
  )
  .extend(
    'nameOf',
    ({ api }) =>
      async (queue: string) =>
        (await api.queues.get_by_id({ queue })).queue.name,
  )
  /** A pipeline's controller on a queue. */
  .extend('aPipeline', ({ api }) => async (queue: string, systemTags: readonly string[] = ['pipeline']): Promise<string> => {
    const task = await aTask(api, 'controller', { system_tags: systemTags })
    await api.tasks.enqueue({ task, queue })
    return task
  })
  /** A published agent alone on a queue, whose only place a pipeline's controller holds while it waits for a step on that queue. */
  .extend('aBlockedPipeline', ({ world, api, aPipeline }) => async (systemTags?: readonly string[]) => {
    const queue = await aQueue(api)
    const controller = await aPipeline(queue, systemTags)
    const agent = await fakeStockAgent(world.connection, 'stock', [queue])
    expect(await agent.take(queue)).toBe(controller)
    const processes = await agent.child(controller)
    const step = (await processes.tasks.create({ name: 'step', type: 'training', parent: controller })).id
    await processes.tasks.enqueue({ task: step, queue })
    await statuses(processes, [step])
    return { queue, controller, agent, processes, step }
  })
