import type { Api } from '@clearway/sdk/client'
import { until } from '@clearway/testkit'
import { ownServerTest } from '@clearway/testkit/server-test'
import { describe, expect } from 'vitest'
import { asAttempt, fakeAgent } from './fake-agent.ts'
import { fakeStockAgent, statuses } from './fake-stock-agent.ts'
import { aQueue, aTask, queuedTasks, statusAfter, statusOf, taskOf } from './queued-tasks.ts'

// Which workers live decides everything here, so that each test has a server of its own.
const test = ownServerTest
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

describe('every queued task has one reason', () => {
  test('nobody serves its queue, and the command that helps names it', async ({ api }) => {
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

  test('no worker of its queue has what it asks for: what the nearest lacks', async ({ api, waitOf, nameOf }) => {
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

  test('its places are taken; or free, and it is about to have one', async ({ api, waitOf }) => {
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

  test('a service holds its place, and may never end', async ({ api, waitOf }) => {
    const queue = await aQueue(api)
    await queuedTasks(api, queue, 1, 'service')
    const agent = fakeAgent(api, 'held', { queues: [queue] })
    await agent.start(await agent.claimOne())
    const [task] = (await queuedTasks(api, queue, 1)) as [string]
    expect(await waitOf(task)).toMatchObject({ reason: 'busy', no_known_end: true })
  })

  test('its queue is one that the published agents are told to pass over, and no other agent serves it', async ({ world, api, waitOf }) => {
    const queue = await aQueue(api)
    await api.queues.update({ queue, tags: ['force_workers:off'] })
    const [task] = (await queuedTasks(api, queue, 1)) as [string]
    await fakeStockAgent(world.connection, 'stock', [queue])
    expect(await waitOf(task)).toMatchObject({ reason: 'paused' })
    await fakeAgent(api, 'own', { queues: [queue] }).claim({ slots: [{ slot: 0 }], wait: 0 })
    expect((await waitOf(task))?.reason).not.toBe('paused')
  })

  test('a published agent in services mode always has a place', async ({ world, api, waitOf }) => {
    const queue = await aQueue(api)
    const agent = await fakeStockAgent(world.connection, 'many', [queue])
    const [first] = (await queuedTasks(api, queue, 1)) as [string]
    await agent.take(queue)
    await agent.api.workers.status_report({ worker: `many:service:${first}`, task: first })
    const [second] = (await queuedTasks(api, queue, 1)) as [string]
    expect(await waitOf(second)).toMatchObject({ reason: 'busy', held_by: [] })
  })

  test('the fleet as a whole: what can never run first, each cycle once, and only what was asked for', async ({
    api,
    aBlockedPipeline,
  }) => {
    const { queue, controller, step, processes } = await aBlockedPipeline()
    const stuck = (await processes.tasks.create({ name: 'second step', type: 'training', parent: controller })).id
    await processes.tasks.enqueue({ task: stuck, queue })
    const nowhere = await aQueue(api)
    const [unserved] = (await queuedTasks(api, nowhere, 1)) as [string]
    const fleet = await api.queues.explain({})
    expect(fleet.counts).toEqual({ parents: 0, paused: 0, limited: 0, unserved: 1, unfit: 0, busy: 0, stalled: 2 })
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

describe('who waits for whom', () => {
  const awaited = async (api: Api, task: string) => (await api.tasks.explain({ task })).waits_for.map(({ id }) => id)

  test('a stock controller waits for the live tasks whose status it asks for, and not for itself', async ({ api, aBlockedPipeline }) => {
    const { queue, controller, step, processes } = await aBlockedPipeline()
    const draft = await aTask(api)
    await statuses(processes, [controller, draft])
    await processes.tasks.get_all({ parent: [controller], only_fields: ['status'] })
    const [other] = (await queuedTasks(api, queue, 1)) as [string]
    // Somebody at the web page asks for both, and waits for neither.
    await statuses(api, [step, other])
    expect(await awaited(api, controller)).toEqual([step])
    expect((await api.tasks.explain({ task: controller })).text).toMatch(
      /^It runs on stock and waits for ‘step’\. ‘step’: It can never run/,
    )
  })

  test('a step that looks at its own pipeline does not wait for it', async ({ world, api, aBlockedPipeline }) => {
    const { controller, step, queue } = await aBlockedPipeline()
    const agent = fakeAgent(api, 'more', { queues: [queue] })
    const lease = await agent.claimOne()
    await agent.start(lease)
    await statuses(asAttempt(world.url, lease), [controller])
    expect(lease.task).toBe(step)
    expect([await awaited(api, step), await awaited(api, controller)]).toEqual([[], [step]])
  })

  test('a call that waits counts as long as it is open, and an attempt that has ended waits for nobody', async ({
    world,
    api,
    waitOf,
    aPipeline,
  }) => {
    const queue = await aQueue(api)
    const controller = await aPipeline(queue)
    const agent = fakeAgent(api, 'own', { queues: [queue] })
    const lease = await agent.claimOne()
    await agent.start(lease)
    const [step] = (await queuedTasks(api, queue, 1)) as [string]
    const processes = asAttempt(world.url, lease)
    const left = new AbortController()
    const waiting = processes.tasks.wait({ tasks: [{ id: step, status: 'queued' }], timeout: 30 }, { signal: left.signal })
    waiting.catch(() => {}) // Observed below.
    await until(async () => (await awaited(api, controller)).includes(step))
    expect(await waitOf(step)).toMatchObject({ reason: 'stalled', held_by: [{ id: controller }] })
    left.abort()
    await expect(waiting).rejects.toThrow()
    await agent.end(lease)
    const [second] = (await queuedTasks(api, queue, 1)) as [string]
    await expect(statuses(processes, [second])).rejects.toMatchObject({ code: 'attempt_ended' })
    expect(await awaited(api, controller)).toEqual([])
  })
})

describe('a controller that holds the place of its own steps', () => {
  test('is named with its cycle and its cure where only published agents serve', async ({ api, waitOf, nameOf, aBlockedPipeline }) => {
    const { queue, controller, step } = await aBlockedPipeline()
    const name = await nameOf(queue)
    const wait = await waitOf(step)
    expect(wait).toMatchObject({
      reason: 'stalled',
      held_by: [{ id: controller }],
      cycle: [
        { kind: 'task', id: step, name: 'step' },
        { kind: 'queue', id: queue, name },
        { kind: 'worker', id: 'stock', name: 'stock' },
        { kind: 'task', id: controller },
        { kind: 'task', id: step, name: 'step' },
      ],
      cures: [{ kind: 'agent', automatic: false, command: `clearway agent --queue '${name}'`, queue: { id: queue, name } }],
    })
    const holder = (await taskOf(api, controller)).name
    expect(wait?.text).toBe(
      `It can never run as things are. ‘step’ waits in ‘${name}’ for the worker stock, which ‘${holder}’ holds; ‘${holder}’ waits for ‘step’.`,
    )
  })

  test(
    'is moved to a light lane once one lives; the published agent lets go, and says nothing more of it',
    { timeout: 60_000 },
    async ({ api, waitOf, aBlockedPipeline }) => {
      const { queue, controller, agent, processes, step } = await aBlockedPipeline()
      const seen: (string | undefined)[] = []
      const lane = fakeAgent(api, 'ours', { queues: [], slots: 0, light: 'any' })
      expect((await lane.claim()).leases).toEqual([])
      expect(await waitOf(step)).toMatchObject({
        reason: 'stalled',
        cures: [{ kind: 'move', automatic: true, task: { id: controller }, worker: 'stock', lane: 'ours:light' }, { kind: 'agent' }],
      })
      seen.push(await statusAfter(api, controller, 'in_progress'))
      expect(await taskOf(api, controller)).toMatchObject({
        status: 'queued',
        status_reason: 'moved',
        status_message: 'Moved to a light lane: it held the slot that ‘step’ waits for, and could not have ended before it.',
        execution: { queue },
      })

      // What ran there may not act any more; the lane waits until the agent has let go of it.
      await expect(processes.tasks.edit({ task: controller, name: 'late' })).rejects.toMatchObject({ code: 'attempt_ended' })
      expect((await lane.claim()).leases).toEqual([])
      expect(await agent.look(controller)).toBe('queued')
      await agent.letGo()
      expect(await agent.take(queue)).toBe(step)
      const { leases } = await lane.claim({ wait: 20 })
      expect(leases).toMatchObject([{ task: controller, lane: 'light', number: 2 }])
      await lane.start(leases[0]!)
      seen.push(await statusOf(api, controller))
      expect(seen).toEqual(['queued', 'in_progress'])

      // What the old processes still ask for is nothing that the new ones wait for.
      const [other] = (await queuedTasks(api, await aQueue(api), 1)) as [string]
      await statuses(processes, [other])
      expect((await api.tasks.explain({ task: controller })).waits_for.map(({ id }) => id)).not.toContain(other)

      // An agent that was too slow to see it queued still has to end its processes, and their end is nobody's.
      expect([await agent.look(controller), await statusOf(api, controller)]).toEqual(['queued', 'in_progress'])
      for (const said of ['completed', 'failed', 'stopped'] as const)
        await expect(agent.api.tasks[said]({ task: controller, force: true })).rejects.toMatchObject({ code: 'attempt_ended' })
      await expect(agent.api.tasks.started({ task: controller, force: true })).rejects.toMatchObject({ code: 'attempt_ended' })
      expect(await api.tasks.explain({ task: controller })).toMatchObject({
        worker: 'ours:light',
        moves: [{ worker: 'stock', reason: expect.stringContaining('‘step’') }],
      })
      expect(await lane.end(leases[0]!)).toEqual({ status: 'completed' })
    },
  )

  test(
    'is moved out of a slot of ours, whose agent ends it and does not count it as stopped',
    { timeout: 60_000 },
    async ({ world, api, aPipeline }) => {
      const queue = await aQueue(api)
      const controller = await aPipeline(queue)
      const slots = fakeAgent(api, 'slots', { queues: [queue] })
      const lease = await slots.claimOne()
      await slots.start(lease)
      const [step] = (await queuedTasks(api, queue, 1)) as [string]
      await statuses(asAttempt(world.url, lease), [step])
      const lane = fakeAgent(api, 'lane', { queues: [], slots: 0, light: 'any' })
      await lane.claim()

      const { stop } = await slots.renew({ running: [lease], wait: 25 })
      expect(stop).toMatchObject([{ attempt: lease.attempt }])
      expect(await slots.end(lease, 'stopped')).toEqual({ status: 'queued' })
      // Its slot is free: the controller is not for it, the step is.
      expect((await slots.claimOne()).task).toBe(step)
      const { leases } = await lane.claim({ wait: 20 })
      expect(leases).toMatchObject([{ task: controller, lane: 'light' }])
    },
  )

  test('is moved three times in a row at most', { timeout: 120_000 }, async ({ api, waitOf, aBlockedPipeline }) => {
    const { queue, controller, agent, step } = await aBlockedPipeline()
    const lane = fakeAgent(api, 'ours', { queues: [], slots: 0, light: 'any' })
    for (let move = 1; move <= 3; move += 1) {
      await lane.claim()
      expect(await statusAfter(api, controller, 'in_progress')).toBe('queued')
      await agent.letGo()
      const { leases } = await lane.claim({ wait: 20 })
      await lane.start(leases[0]!)
      // The lane cannot set it up, so that it gets a slot again.
      await lane.handBack(leases[0]!, true)
      expect(await agent.take(queue)).toBe(controller)
      await statuses(await agent.child(controller), [step])
    }
    await lane.claim()
    expect(await waitOf(step)).toMatchObject({ reason: 'stalled', cures: [{ kind: 'agent' }] })
    expect((await api.tasks.explain({ task: controller })).moves).toHaveLength(3)
  })

  test('stays where it is as long as another worker can take its steps', async ({ world, api, waitOf, aBlockedPipeline }) => {
    const { queue, step } = await aBlockedPipeline()
    await fakeAgent(api, 'ours', { queues: [], slots: 0, light: 'any' }).claim()
    await fakeStockAgent(world.connection, 'idle', [queue])
    expect(await waitOf(step)).toMatchObject({ reason: 'busy', held_by: [], cures: [] })
  })

  test('stays where it is if it is no pipeline: it would begin anew', async ({ api, waitOf, aBlockedPipeline }) => {
    const { step } = await aBlockedPipeline([])
    await fakeAgent(api, 'ours', { queues: [], slots: 0, light: 'any' }).claim()
    expect(await waitOf(step)).toMatchObject({ reason: 'stalled', cures: [{ kind: 'agent' }] })
  })
})
