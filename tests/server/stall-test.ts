import { ownServerTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { fakeStockAgent, statuses } from './fake-stock-agent.ts'
import { aQueue, aTask } from './queued-tasks.ts'

// Each test has a server of its own, because a stall depends on all live workers of the server.
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
  /** Enqueues a pipeline's controller. */
  .extend('aPipeline', ({ api }) => async (queue: string, systemTags: readonly string[] = ['pipeline']): Promise<string> => {
    const task = await aTask(api, 'controller', { system_tags: systemTags })
    await api.tasks.enqueue({ task, queue })
    return task
  })
  /** A stall: the only slot of a queue is a published agent's, and is held by a controller that waits for a step in the same queue. */
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
