import { describe, expect } from 'vitest'
import { asAttempt, fakeAgent } from './fake-agent.ts'
import { fakeStockAgent, statuses } from './fake-stock-agent.ts'
import { aQueue, queuedTasks, statusAfter, statusOf, taskOf } from './queued-tasks.ts'

import { test } from './stall-test.ts'

describe('a controller that holds the only slot of its own steps', () => {
  test('is explained with its cycle and cure where only published agents serve the queue', async ({
    api,
    waitOf,
    nameOf,
    aBlockedPipeline,
  }) => {
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
    'is moved to a light lane once one is live; the published agent releases it, and its later reports are refused',
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

      // The old processes may not act any more, and the lane waits until the agent has ended them.
      await expect(processes.tasks.edit({ task: controller, name: 'late' })).rejects.toMatchObject({ code: 'attempt_ended' })
      expect((await lane.claim()).leases).toEqual([])
      expect(await agent.readStatus(controller)).toBe('queued')
      await agent.release()
      expect(await agent.take(queue)).toBe(step)
      const { leases } = await lane.claim({ wait: 20 })
      expect(leases).toMatchObject([{ task: controller, lane: 'light', number: 2 }])
      await lane.start(leases[0]!)
      seen.push(await statusOf(api, controller))
      expect(seen).toEqual(['queued', 'in_progress'])

      // Waits of the old processes do not count as waits of the new ones.
      const [other] = (await queuedTasks(api, await aQueue(api), 1)) as [string]
      await statuses(processes, [other])
      expect((await api.tasks.explain({ task: controller })).waits_for.map(({ id }) => id)).not.toContain(other)

      // An agent that learns late of the move still ends its processes, and their end does not count.
      expect([await agent.readStatus(controller), await statusOf(api, controller)]).toEqual(['queued', 'in_progress'])
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
    'is moved out of our agent’s slot; the agent ends its process and does not report it as stopped',
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
      // The slot is free, and is for the step, not for the controller.
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
      await agent.release()
      const { leases } = await lane.claim({ wait: 20 })
      await lane.start(leases[0]!)
      // The light lane cannot set up the controller, so it gets a slot again.
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
