import { clientOf } from '@clearway/testkit'
import { describe, expect } from 'vitest'
import { asAttempt, fakeAgent } from './fake-agent.ts'
import { aQueue, queuedTasks, taskOf } from './queued-tasks.ts'
import { keysOf, roleUsers } from './role-users.ts'
import { statuses } from './fake-stock-agent.ts'
import { test as stallTest } from './stall-test.ts'

const test = stallTest.extend('settings', { users: roleUsers })

describe('what helps a task that waits is done on request', () => {
  test('a paused queue is resumed, once', async ({ api, waitOf }) => {
    const queue = await aQueue(api)
    const [task] = (await queuedTasks(api, queue, 1)) as [string]
    await expect(api.tasks.cure({ task, cure: 'resume' })).rejects.toMatchObject({
      code: 'cure_not_offered',
      details: { task, cure: 'resume', offered: [] },
    })
    await api.queues.pause({ queue })
    expect(await waitOf(task)).toMatchObject({ reason: 'paused', cures: [{ kind: 'resume', automatic: false, on_request: true }] })
    await expect(api.tasks.cure({ task, cure: 'move' })).rejects.toMatchObject({
      code: 'cure_not_offered',
      details: { offered: ['resume'] },
    })
    expect((await api.tasks.cure({ task, cure: 'resume' })).text).toMatch(/^The queue ‘.*’ is resumed\.$/)
    expect(await waitOf(task)).toMatchObject({ reason: 'unserved' })
    await expect(api.tasks.cure({ task, cure: 'resume' })).rejects.toMatchObject({ code: 'cure_not_offered' })
  })

  test('a viewer is refused, and so is the attempt of a task', async ({ world, api }) => {
    const queue = await aQueue(api)
    const [first, second] = (await queuedTasks(api, queue, 2)) as [string, string]
    const lease = await fakeAgent(api, 'one', { queues: [queue] }).claimOne()
    expect(lease.task).toBe(first)
    await api.queues.pause({ queue })
    const viewer = clientOf({ url: world.url, ...keysOf('viewer') })
    await expect(viewer.tasks.cure({ task: second, cure: 'resume' })).rejects.toMatchObject({ code: 'access_denied' })
    await expect(asAttempt(world.url, lease).tasks.cure({ task: second, cure: 'resume' })).rejects.toMatchObject({ status: 403 })
  })
  test(
    'a light lane is widened, until its agent starts again, by its user or an administrator; the controller is then moved into it',
    { timeout: 60_000 },
    async ({ world, api, waitOf, aBlockedPipeline }) => {
      const { controller, step } = await aBlockedPipeline()
      const services = await aQueue(api)
      const lane = fakeAgent(api, 'ours', { queues: [services], slots: 0, light: 'own' })
      await lane.claim()
      expect((await waitOf(step))?.cures).toMatchObject([
        { kind: 'light_lane', on_request: true, lane: 'ours:light', command: `clearway task cure ${step}` },
        { kind: 'agent', on_request: false },
      ])
      const another = clientOf({ url: world.url, ...keysOf('user') })
      await expect(another.tasks.cure({ task: step, cure: 'light_lane' })).rejects.toMatchObject({
        code: 'worker_not_own',
        details: { worker: 'ours:light' },
      })
      const admin = clientOf({ url: world.url, ...keysOf('admin') })
      expect((await admin.tasks.cure({ task: step, cure: 'light_lane' })).text).toBe(
        'The light lane ours:light takes the controllers of any queue until its agent starts again.',
      )
      // A repeated report of the same start does not narrow the lane, a new start does.
      await lane.claim()
      expect((await waitOf(step))?.cures[0]?.kind).toBe('move')
      await fakeAgent(api, 'ours', { queues: [services], slots: 0, light: 'own', boot: 'second' }).claim()
      expect((await waitOf(step))?.cures[0]?.kind).toBe('light_lane')
      await api.tasks.cure({ task: step, cure: 'light_lane' })
      expect((await api.tasks.cure({ task: step, cure: 'move' })).text).toMatch(/is handed to the light lane ours:light\.$/)
      expect(await taskOf(api, controller)).toMatchObject({ status: 'queued', status_reason: 'moved' })
      await expect(api.tasks.cure({ task: step, cure: 'move' })).rejects.toMatchObject({ code: 'cure_not_offered' })
    },
  )

  test('a widened lane is offered the controllers of any queue', async ({ world, api, waitOf, aPipeline }) => {
    const [queue, services] = [await aQueue(api), await aQueue(api)]
    const lane = fakeAgent(api, 'ours', { queues: [services], slots: 0, light: 'own' })
    const holder = fakeAgent(api, 'slots', { queues: [queue], light: 'off' })
    const outer = await aPipeline(queue)
    const lease = await holder.claimOne()
    expect(lease.task).toBe(outer)
    await holder.start(lease)
    expect((await lane.claim()).leases).toEqual([])
    const inner = await aPipeline(queue)
    await holder.claim({ slots: [], running: [lease.attempt] })
    await statuses(asAttempt(world.url, lease), [inner])
    expect((await waitOf(inner))?.cures[0]).toMatchObject({ kind: 'light_lane', task: { id: inner } })
    const next = lane.claim({ wait: 20 })
    await api.tasks.cure({ task: inner, cure: 'light_lane' })
    expect((await next).leases).toMatchObject([{ task: inner, lane: 'light' }])
  })

  test('a task that waits for what its own slot would run goes on without the slot', async ({ world, api, waitOf }) => {
    const queue = await aQueue(api)
    const [waiter, step] = (await queuedTasks(api, queue, 2)) as [string, string]
    const agent = fakeAgent(api, 'one', { queues: [queue] })
    const lease = await agent.claimOne()
    expect(lease.task).toBe(waiter)
    await agent.start(lease)
    await statuses(asAttempt(world.url, lease), [step])
    expect((await waitOf(step))?.cures[0]).toMatchObject({ kind: 'release', automatic: true, on_request: true })
    await api.tasks.cure({ task: step, cure: 'release' })
    expect(await waitOf(step)).toMatchObject({ reason: 'busy', held_by: [] })
  })
})
