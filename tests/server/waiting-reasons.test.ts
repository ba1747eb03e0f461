import { describe, expect } from 'vitest'
import { fakeAgent } from './fake-agent.ts'
import { fakeStockAgent } from './fake-stock-agent.ts'
import { aQueue, aTask, queuedTasks } from './queued-tasks.ts'

import { test } from './stall-test.ts'

describe('every queued task has one reason', () => {
  test('no worker serves its queue: the reason comes with the command that helps', async ({ api }) => {
    const { id: queue } = await api.queues.create({ name: "my queue's" })
    const [task] = (await queuedTasks(api, queue, 1)) as [string]
    expect(await api.tasks.explain({ task })).toMatchObject({
      status: 'queued',
      text: "No live worker takes tasks from the queue ‘my queue's’.",
      queue: { id: queue, name: "my queue's" },
      wait: {
        reason: 'unserved',
        cures: [{ kind: 'agent', automatic: false, command: String.raw`clearway agent --queue 'my queue'\''s'` }],
      },
      waits_for: [],
      moves: [],
    })
  })

  test('no worker of its queue has the requested resources: the reason names what the nearest one lacks', async ({
    api,
    waitOf,
    nameOf,
  }) => {
    const queue = await aQueue(api)
    const task = await aTask(api, 'training', { resources: { gpus: 2, memory: 4000, labels: ['ssd', 'a100'] } })
    await api.tasks.enqueue({ task, queue })
    const agent = fakeAgent(api, 'small', { queues: [queue] })
    await agent.claim({ slots: [{ slot: 0, gpus: 1 }], memory: 8000, labels: ['ssd'] })
    const wait = await waitOf(task)
    expect(wait).toMatchObject({ reason: 'unfit', lacks: ['gpus', 'label a100'] })
    expect(wait?.text).toMatch(/the one that comes nearest lacks GPUs and the label ‘a100’\.$/)
    expect(wait?.cures[0]?.command).toBe(`clearway agent --queue '${await nameOf(queue)}' --gpus 0,1 --label ssd a100`)
  })

  test('the slots of its queue are busy; or one is free, and the task is about to be claimed', async ({ api, waitOf }) => {
    const queue = await aQueue(api)
    const [first, second] = (await queuedTasks(api, queue, 2)) as [string, string]
    const agent = fakeAgent(api, 'busy', { queues: [queue] })
    const lease = await agent.claimOne()
    expect(await api.tasks.explain({ task: first })).toMatchObject({
      status: 'queued',
      worker: 'busy:0',
      text: expect.stringContaining('busy:0'),
    })
    expect(await waitOf(second)).toMatchObject({ reason: 'busy', no_known_end: false, held_by: [{ id: first }] })
    await agent.start(lease)
    expect(await waitOf(second)).toMatchObject({ reason: 'busy', no_known_end: false, held_by: [{ id: first }] })
    expect((await api.tasks.explain({ task: first })).text).toBe('It runs on busy:0.')
    await agent.end(lease)
    expect(await waitOf(second)).toMatchObject({ reason: 'busy', held_by: [] })
  })

  test('a service that may never end holds its slot', async ({ api, waitOf }) => {
    const queue = await aQueue(api)
    await queuedTasks(api, queue, 1, 'service')
    const agent = fakeAgent(api, 'held', { queues: [queue] })
    await agent.start(await agent.claimOne())
    const [task] = (await queuedTasks(api, queue, 1)) as [string]
    expect(await waitOf(task)).toMatchObject({ reason: 'busy', no_known_end: true })
  })

  test('only published agents that leave its queue out serve it', async ({ world, api, waitOf }) => {
    const queue = await aQueue(api)
    await api.queues.update({ queue, tags: ['force_workers:off'] })
    const [task] = (await queuedTasks(api, queue, 1)) as [string]
    await fakeStockAgent(world.connection, 'stock', [queue])
    expect(await waitOf(task)).toMatchObject({ reason: 'paused' })
    await fakeAgent(api, 'own', { queues: [queue] }).claim({ slots: [{ slot: 0 }], wait: 0 })
    expect((await waitOf(task))?.reason).not.toBe('paused')
  })

  test('a published agent in services mode always has a free slot', async ({ world, api, waitOf }) => {
    const queue = await aQueue(api)
    const agent = await fakeStockAgent(world.connection, 'many', [queue])
    const [first] = (await queuedTasks(api, queue, 1)) as [string]
    await agent.take(queue)
    await agent.api.workers.status_report({ worker: `many:service:${first}`, task: first })
    const [second] = (await queuedTasks(api, queue, 1)) as [string]
    expect(await waitOf(second)).toMatchObject({ reason: 'busy', held_by: [] })
  })

  test('of all tasks those that can never run come first, each cycle once, and only the requested ones', async ({
    api,
    aBlockedPipeline,
  }) => {
    const { queue, controller, step, processes } = await aBlockedPipeline()
    const stuck = (await processes.tasks.create({ name: 'second step', type: 'training', parent: controller })).id
    await processes.tasks.enqueue({ task: stuck, queue })
    const nowhere = await aQueue(api)
    const [unserved] = (await queuedTasks(api, nowhere, 1)) as [string]
    const fleet = await api.queues.explain({})
    expect(fleet.counts).toEqual({ parents: 0, paused: 0, delayed: 0, limited: 0, unserved: 1, unfit: 0, busy: 0, stalled: 2 })
    expect(fleet.tasks.map(({ id, wait }) => [id, wait.reason, wait.stall])).toEqual([
      [step, 'stalled', 0],
      [stuck, 'stalled', 0],
      [unserved, 'unserved', undefined],
    ])
    expect(fleet.stalls).toMatchObject([
      { tasks: 2, cycle: [{ kind: 'task' }, { kind: 'queue', id: queue }, { kind: 'worker', id: 'stock' }, {}, {}] },
    ])
    const some = await api.queues.explain({ reasons: ['unserved'], limit: 0 })
    expect([some.tasks, some.stalls, some.counts.stalled]).toEqual([[], [], 2])
  })
})
