import type { Api } from '@clearway/sdk/client'
import { until } from '@clearway/testkit'
import { describe, expect } from 'vitest'
import { asAttempt, fakeAgent } from './fake-agent.ts'
import { statuses } from './fake-stock-agent.ts'
import { aQueue, aTask, queuedTasks } from './queued-tasks.ts'

import { test } from './stall-test.ts'

describe('who waits for whom', () => {
  const awaited = async (api: Api, task: string) => (await api.tasks.explain({ task })).waits_for.map(({ id }) => id)

  test('a controller of ClearML’s waits for the live tasks whose status it requests, and not for itself', async ({
    api,
    aBlockedPipeline,
  }) => {
    const { queue, controller, step, processes } = await aBlockedPipeline()
    const draft = await aTask(api)
    await statuses(processes, [controller, draft])
    await processes.tasks.get_all({ parent: [controller], only_fields: ['status'] })
    const [other] = (await queuedTasks(api, queue, 1)) as [string]
    // A user of the web page reads both tasks and waits for neither.
    await statuses(api, [step, other])
    expect(await awaited(api, controller)).toEqual([step])
    expect((await api.tasks.explain({ task: controller })).text).toMatch(
      /^It runs on stock and waits for ‘step’\. ‘step’: It can never run/,
    )
  })

  test('a step that reads its own pipeline does not wait for it', async ({ world, api, aBlockedPipeline }) => {
    const { controller, step, queue } = await aBlockedPipeline()
    const agent = fakeAgent(api, 'more', { queues: [queue] })
    const lease = await agent.claimOne()
    await agent.start(lease)
    await statuses(asAttempt(world.url, lease), [controller])
    expect(lease.task).toBe(step)
    expect([await awaited(api, step), await awaited(api, controller)]).toEqual([[], [step]])
  })

  test('a waiting call counts while it is open, and an ended attempt waits for no task', async ({ world, api, waitOf, aPipeline }) => {
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
