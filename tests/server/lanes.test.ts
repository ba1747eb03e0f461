import { ownServerTest as test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { fakeAgent } from './fake-agent.ts'
import { aQueue, aTask, queuedTasks } from './queued-tasks.ts'

// Each test has a server of its own, because the lanes of all live agents count.

const taken = async (agent: ReturnType<typeof fakeAgent>, given = {}): Promise<(readonly [string, string])[]> =>
  (await agent.claim(given)).leases.map(({ task, lane }) => [task, lane] as const)

test('a light lane takes every light task that waits, and no other', async ({ api }) => {
  const queue = await aQueue(api)
  const light: string[] = []
  for (const type of ['controller', 'optimizer', 'service', 'monitor'] as const) light.push(...(await queuedTasks(api, queue, 1, type)))
  const [step] = await queuedTasks(api, queue, 1, 'training')
  const agent = fakeAgent(api, 'light only', { queues: [queue], slots: 0, light: 'any' })
  expect(await taken(agent)).toEqual(light.map((task) => [task, 'light']))
  expect(await taken(fakeAgent(api, 'a slot', { queues: [queue] }))).toEqual([[step, 'step']])
})

test('a controller that asks for a GPU, by its resources or by a user property, needs a slot', async ({ api }) => {
  const queue = await aQueue(api)
  const a = await aTask(api, 'controller', { resources: { gpus: 1 } })
  const b = await aTask(api, 'controller', {
    hyperparams: { properties: { 'resources.gpus': { section: 'properties', name: 'resources.gpus', value: '1' } } },
  })
  for (const task of [a, b]) await api.tasks.enqueue({ task, queue })
  expect(await taken(fakeAgent(api, 'light', { queues: [queue], slots: 0, light: 'any' }))).toEqual([])
  const agent = fakeAgent(api, 'with a gpu', { queues: [queue] })
  for (const task of [a, b]) expect(await taken(agent, { slots: [{ slot: 0, gpus: 1 }] })).toEqual([[task, 'step']])
})

test('a light lane of any agent takes controllers of queues that no agent with a light lane serves', async ({ api }) => {
  const [served, foreign] = [await aQueue(api), await aQueue(api)]
  const [mine] = await queuedTasks(api, served, 1, 'controller')
  const [other] = await queuedTasks(api, foreign, 1, 'controller')
  expect(await taken(fakeAgent(api, 'own', { queues: [served], slots: 0, light: 'own' }))).toEqual([[mine, 'light']])
  expect(await taken(fakeAgent(api, 'any', { queues: [served], slots: 0, light: 'any' }))).toEqual([[other, 'light']])
})

test('a controller is given to the light lane of an agent of its own queue first, as long as that lane has memory', async ({ api }) => {
  const queue = await aQueue(api)
  const near = fakeAgent(api, 'near', { queues: [queue], slots: 0, light: 'own' })
  const far = fakeAgent(api, 'far', { queues: [], slots: 0, light: 'any' })
  await near.claim()
  const [a] = await queuedTasks(api, queue, 1, 'controller')
  expect(await taken(far)).toEqual([])
  expect(await taken(near)).toEqual([[a, 'light']])
  const [b] = await queuedTasks(api, queue, 1, 'controller')
  await near.claim({ light: { free: false, mode: 'own' } })
  expect(await taken(far)).toEqual([[b, 'light']])
})

test('a slot gets a controller only where no live light lane could take it, full or not', async ({ api }) => {
  const queue = await aQueue(api)
  const slot = fakeAgent(api, 'only slots', { queues: [queue] })
  const [a, b] = (await queuedTasks(api, queue, 2, 'controller')) as [string, string]
  expect(await taken(slot)).toEqual([[a, 'step']])
  const elsewhere = fakeAgent(api, 'own elsewhere', { queues: [await aQueue(api)], slots: 0, light: 'own' })
  await elsewhere.claim()
  const full = fakeAgent(api, 'full', { queues: [], slots: 0, light: 'any' })
  await full.claim({ light: { free: false, mode: 'any' } })
  expect(await taken(slot)).toEqual([])
  expect((await api.queues.get_next_task({ queue })).entry).toBeUndefined()
  await api.workers.unregister({ worker: 'full' })
  // The agent that is left serves only its own queues, and this is none of them.
  expect(await taken(slot)).toEqual([[b, 'step']])
})

test('a published agent gets a controller only where no live light lane could take it', async ({ api }) => {
  const queue = await aQueue(api)
  const [a, b] = (await queuedTasks(api, queue, 2, 'controller')) as [string, string]
  const [step] = (await queuedTasks(api, queue, 1)) as [string]
  expect((await api.queues.get_next_task({ queue })).entry?.task).toBe(a)
  const lane = fakeAgent(api, 'lane', { queues: [], slots: 0, light: 'any' })
  await lane.claim({ light: { free: false, mode: 'any' } })
  expect((await api.queues.get_next_task({ queue })).entry?.task).toBe(step)
  expect(await taken(lane)).toEqual([[b, 'light']])
})

test('a controller whose set-up failed in a light lane gets a slot next', async ({ api }) => {
  const queue = await aQueue(api)
  const [task] = (await queuedTasks(api, queue, 1, 'controller')) as [string]
  const agent = fakeAgent(api, 'both', { queues: [queue], light: 'any' })
  const lease = await agent.claimOne()
  expect(lease.lane).toBe('light')
  await agent.handBack(lease, true)
  expect(await taken(agent, { slots: [] })).toEqual([])
  expect(await taken(agent)).toEqual([[task, 'step']])
  // A user queued the task again, so it may run in a light lane again.
  await api.tasks.dequeue({ task })
  await api.tasks.enqueue({ task, queue })
  expect(await taken(agent, { slots: [] })).toEqual([[task, 'light']])
})

test('an agent whose light lane is off takes no controller by it', async ({ api }) => {
  const queue = await aQueue(api)
  const [task] = (await queuedTasks(api, queue, 1, 'controller')) as [string]
  const agent = fakeAgent(api, 'off', { queues: [queue] })
  expect(await taken(agent, { slots: [], light: { free: true, mode: 'off' } })).toEqual([])
  expect(await taken(agent)).toEqual([[task, 'step']])
})
