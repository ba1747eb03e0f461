import { clientOf, database, startServer } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { fakeAgent } from './fake-agent.ts'
import { aQueue, aTask, queuedTasks } from './queued-tasks.ts'
import { keysOf, roleUsers } from './role-users.ts'

test('workers are listed by pattern, by tags and by the time of their last report', async () => {
  await using world = await startServer(database)
  const { api } = world
  const { id: queue } = await api.queues.get_default({})
  for (const [worker, tags] of Object.entries({ 'host-a:0': ['fast', 'gpu'], 'host-a:1': ['fast'], 'host-b:0': [] }))
    await api.workers.register({ worker, queues: [queue], tags })
  const ids = async (request: Parameters<typeof api.workers.get_all>[0]): Promise<string[]> =>
    (await api.workers.get_all(request)).workers.map(({ id }) => id)

  expect(await ids({})).toEqual(['host-a:0', 'host-a:1', 'host-b:0'])
  expect(await ids({ worker_pattern: '^host-a' })).toEqual(['host-a:0', 'host-a:1'])
  expect(await ids({ worker_pattern: 'host-[ab]:0$' })).toEqual(['host-a:0', 'host-b:0'])
  expect(await ids({ worker_pattern: 'nothing' })).toEqual([])
  expect(await ids({ tags: ['gpu', 'other'] })).toEqual(['host-a:0'])
  expect(await ids({ tags: ['fast', 'gpu'] })).toEqual(['host-a:0', 'host-a:1'])
  expect(await ids({ tags: ['fast', '-gpu'] })).toEqual(['host-a:1'])
  expect(await ids({ last_seen: 0, tags: ['-fast'] })).toEqual(['host-b:0'])
  await expect(api.workers.get_all({ worker_pattern: '(?=x)' })).rejects.toMatchObject({
    code: 'invalid_pattern',
    details: { field: 'worker_pattern' },
  })

  await api.workers.unregister({ worker: 'host-b:0' })
  expect(await ids({ last_seen: 0 })).toEqual(['host-a:0', 'host-a:1'])
})

test('a worker counts as alive for as long as the setting says, and stays listed after that', async () => {
  await using world = await startServer(database, { settings: { workerSeconds: 5 } })
  const { api } = world
  const { id: queue } = await api.queues.get_default({})
  await api.workers.register({ worker: 'host:0', queues: [queue] })
  const alive = async () => (await api.workers.get_all({})).workers.map(({ id, alive: lives }) => [id, lives])
  expect(await alive()).toEqual([['host:0', true]])
  await expect.poll(alive, { timeout: 30_000 }).toEqual([['host:0', false]])
  expect((await api.queues.get_all_ex({ id: [queue] })).queues[0]?.workers).toEqual([])
  await api.workers.status_report({ worker: 'host:0', queues: [queue] })
  expect(await alive()).toEqual([['host:0', true]])
})

test('a light lane shows all that it runs, until each has ended', async () => {
  await using world = await startServer(database)
  const { api } = world
  const queue = await aQueue(api)
  const ids = await queuedTasks(api, queue, 3, 'controller')
  const agent = fakeAgent(api, 'with a lane', { queues: [queue], slots: 0, light: 'any' })
  const { leases } = await agent.claim()
  for (const lease of leases) await agent.start(lease)
  const shown = async () => {
    const { workers } = await api.workers.get_all({})
    return workers.map(({ task, tasks = [] }) => ({ first: task?.id, all: tasks.map(({ id }) => id) }))
  }
  expect(await shown()).toEqual([{ first: ids[0], all: ids }])
  await agent.end(leases[0]!)
  expect(await shown()).toEqual([{ first: ids[1], all: [ids[1], ids[2]] }])
  await agent.end(leases[1]!)
  await agent.end(leases[2]!)
  expect(await shown()).toEqual([{ first: undefined, all: [] }])
})

test('a drained agent takes nothing, also after a start, until it is resumed; what it runs goes on', async () => {
  await using world = await startServer(database, { settings: { users: roleUsers } })
  const { api } = world
  const { id: queue } = await api.queues.create({ name: 'drained' })
  const [first, second, third] = (await queuedTasks(api, queue, 3)) as [string, string, string]
  const agent = fakeAgent(api, 'gpu-1', { queues: [queue] })
  const lease = await agent.claimOne()
  await agent.start(lease)
  await expect(clientOf({ url: world.url, ...keysOf('user') }).workers.drain({ worker: 'gpu-1' })).rejects.toMatchObject({
    code: 'worker_not_own',
  })
  expect(await api.workers.drain({ worker: 'gpu-1:0' })).toEqual({ updated: 1 })
  expect(await api.workers.drain({ worker: 'gpu-1' })).toEqual({ updated: 0 })
  expect((await api.workers.get_all({})).workers).toMatchObject([{ id: 'gpu-1:0', agent: 'gpu-1', drained: true, task: { id: first } }])
  expect(await api.tasks.explain({ task: second })).toMatchObject({
    text: 'No live worker takes tasks from the queue ‘drained’: gpu-1 is drained.',
    wait: { cures: [{ kind: 'resume_worker', worker: 'gpu-1', command: 'clearway worker resume gpu-1' }, { kind: 'agent' }] },
  })
  const claim = { boot: 'first', queues: [queue], slots: [{ slot: 0 }] }
  expect(await api.workers.end({ worker: 'gpu-1', attempt: lease.attempt, outcome: 'completed', reason: '', claim })).toEqual({
    status: 'completed',
    leases: [],
  })
  const restarted = fakeAgent(api, 'gpu-1', { queues: [queue], boot: 'second' })
  expect(await restarted.claim()).toMatchObject({ leases: [], drained: true })
  const waiting = restarted.claim({ wait: 20 })
  expect(await api.tasks.cure({ task: second, cure: 'resume_worker' })).toEqual({
    text: 'gpu-1 takes tasks again.',
    at: expect.any(String),
  })
  const { leases, drained } = await waiting
  expect([leases.map(({ task }) => task), drained]).toEqual([[second], undefined])
  await api.workers.drain({ worker: 'gpu-1' })
  expect(await api.workers.resume({ worker: 'gpu-1' })).toEqual({ updated: 1 })
  expect(await api.workers.resume({ worker: 'gpu-1' })).toEqual({ updated: 0 })
  expect((await api.tasks.explain({ task: third })).wait?.reason).toBe('busy')
  await expect(api.workers.resume({ worker: 'nobody' })).rejects.toMatchObject({ code: 'worker_not_found' })
  await api.workers.register({ worker: 'theirs' })
  await expect(api.workers.drain({ worker: 'theirs' })).rejects.toMatchObject({ code: 'worker_not_drainable' })
})

test('an attempt whose own code reports the end of its task ends so, although the task is queued again before its process is gone', async () => {
  await using world = await startServer(database)
  const { api } = world
  const queue = await aQueue(api)
  const agent = fakeAgent(api, 'fails', { queues: [queue] })
  for (const gone of ['stopped', 'lost'] as const) {
    const [task] = (await queuedTasks(api, queue, 1)) as [string]
    const lease = await agent.claimOne()
    await agent.start(lease)
    await api.tasks.failed({ task, status_reason: 'its process broke', status_message: 'RangeError: no rows' })
    await api.tasks.enqueue({ task, queue })
    expect((await api.tasks.get_attempts({ tasks: [task] })).attempts).toMatchObject([{ state: 'running' }])
    expect((await api.tasks.get_attempts({ tasks: [task] })).attempts[0]).not.toHaveProperty('outcome')
    await agent.end(lease, gone)
    expect((await api.tasks.get_attempts({ tasks: [task] })).attempts).toMatchObject([
      { state: 'ended', outcome: 'failed', reason: 'its process broke: RangeError: no rows' },
    ])
    const again = await agent.claimOne()
    expect(again.task).toBe(task)
    await agent.start(again)
    await agent.end(again)
    expect((await api.tasks.get_attempts({ tasks: [task] })).attempts).toMatchObject([{ outcome: 'failed' }, { outcome: 'completed' }])
  }
})

test('the attempts at a task are told with their times, workers and outcomes, and so is a task without an agent', async () => {
  await using world = await startServer(database)
  const { api } = world
  const queue = await aQueue(api)
  const [task] = (await queuedTasks(api, queue, 1)) as [string]
  const agent = fakeAgent(api, 'tries', { queues: [queue] })
  await agent.handBack(await agent.claimOne())
  const lease = await agent.claimOne()
  await agent.start(lease)
  await agent.end(lease, 'failed')
  const alone = await aTask(api)
  await api.tasks.started({ task: alone })
  const draft = await aTask(api)
  const { attempts } = await api.tasks.get_attempts({ tasks: [task, alone, draft] })
  expect(attempts).toMatchObject([
    { task, number: 1, state: 'ended', outcome: 'handed_back', worker: 'tries:0', lane: 'step', reason: 'no room' },
    { task, number: 2, state: 'ended', outcome: 'failed', reason: 'it failed', started: expect.any(Number), ended: expect.any(Number) },
    { task: alone, number: 0, state: 'running' },
  ])
  const [first, second] = attempts
  expect([first?.started, second?.queued]).toEqual([undefined, first?.ended])
  expect(first?.queued).toBeLessThanOrEqual(first?.claimed ?? 0)
})

test('an agent says its version and what its slots have; its latest attempts come first, also after it has left', async () => {
  await using world = await startServer(database)
  const { api } = world
  const queue = await aQueue(api)
  const run = await aTask(api, 'controller')
  const step = await aTask(api, 'training', { parent: run })
  await api.tasks.enqueue({ task: step, queue })
  const [alone] = (await queuedTasks(api, queue, 1)) as [string]
  const agent = fakeAgent(api, 'shown', { queues: [queue], light: 'own' })
  const lease = await agent.claimOne({ version: '1.2.3', cpus: 8, memory: 2048, labels: ['ssd'] })
  await agent.start(lease)
  expect((await api.workers.get_all({})).workers).toMatchObject([
    { id: 'shown:0', version: '1.2.3', resources: { gpus: 0, cpus: 8, memory: 2048, labels: ['ssd'] } },
    { id: 'shown:light', version: '1.2.3', light: 'own' },
  ])
  await agent.end(lease, 'failed')
  await agent.start(await agent.claimOne())
  await api.workers.unregister({ worker: 'shown:0' })
  const { attempts } = await api.workers.get_attempts({ worker: 'shown' })
  expect(attempts).toMatchObject([
    { task: alone, state: 'running', worker: 'shown:0' },
    { task: step, number: 1, outcome: 'failed', reason: 'it failed', run: { id: run } },
  ])
  expect(await api.workers.get_attempts({ worker: 'shown', limit: 1 })).toEqual({ attempts: [attempts[0]] })
  expect(await api.workers.get_attempts({ worker: 'nobody' })).toEqual({ attempts: [] })
})
