import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { asAttempt, fakeAgent } from './fake-agent.ts'
import { aQueue, aTask, queuedTasks, statusOf, taskOf, waitingIn } from './queued-tasks.ts'

test('a claim is answered at once if a task waits, else when one arrives', async ({ api }) => {
  const queue = await aQueue(api)
  const agent = fakeAgent(api, 'waiting', { queues: [queue] })
  const waiting = agent.claim({ wait: 20 })
  const [task] = await queuedTasks(api, queue, 1)
  const { leases, lease_seconds } = await waiting
  expect([leases.length, leases[0]?.task, lease_seconds]).toEqual([1, task, 90])
  expect(leases[0]).toMatchObject({ number: 1, queue, lane: 'step', slot: 0 })
  expect(await statusOf(api, task!)).toBe('queued')
  await agent.start(leases[0]!)
  expect(await taskOf(api, task!)).toMatchObject({ status: 'in_progress', last_worker: 'waiting:0', started: expect.any(String) })
  expect(await agent.end(leases[0]!)).toEqual({ status: 'completed' })
  expect(await taskOf(api, task!)).toMatchObject({ status: 'completed', status_reason: 'it completed', completed: expect.any(String) })
})

test('an agent’s queues are served in their order, and each free slot gets one task', async ({ api }) => {
  const [low, high] = [await aQueue(api), await aQueue(api)]
  const [a] = await queuedTasks(api, low, 1)
  const [b, c] = await queuedTasks(api, high, 2)
  const { leases } = await fakeAgent(api, 'with slots', { queues: [high, low], slots: 2 }).claim()
  expect(leases.map(({ task, slot }) => [task, slot])).toEqual([
    [b, 0],
    [c, 1],
  ])
  expect((await fakeAgent(api, 'with slots', { queues: [high, low] }).claimOne()).task).toBe(a)
})

test('a task is given only to a slot with the resources that it requests', async ({ api }) => {
  const queue = await aQueue(api)
  const wanting = async (resources: object): Promise<string> => {
    const task = await aTask(api, 'training', { resources })
    await api.tasks.enqueue({ task, queue })
    return task
  }
  const [gpus, memory, labels, plain] = [
    await wanting({ gpus: 2 }),
    await wanting({ memory: 9000 }),
    await wanting({ labels: ['ssd', 'big'] }),
    await wanting({}),
  ]
  const one = async (given: Parameters<typeof agent.claim>[0]): Promise<string | undefined> => (await agent.claim(given)).leases[0]?.task
  const agent = fakeAgent(api, 'fitting', { queues: [queue] })
  expect(await one({ slots: [{ slot: 0, gpus: 1 }], memory: 8000 })).toBe(plain)
  expect(await one({ slots: [{ slot: 0, gpus: 1 }], memory: 8000, labels: ['ssd'] })).toBeUndefined()
  expect(await one({ memory: 8000, labels: ['big', 'other', 'ssd'] })).toBe(labels)
  expect(await one({ slots: [{ slot: 0, gpus: 4 }], memory: 8000 })).toBe(gpus)
  expect(await one({ memory: 16_000 })).toBe(memory)
})

test('a claim answers with all that is needed to run the task', async ({ api }) => {
  const queue = await aQueue(api)
  const script = { binary: 'sh', entry_point: 'make data' }
  const artifacts = [{ key: 'bundle', mode: 'input' as const, type: 'custom', uri: 'http://files/bundle', hash: 'abc' }]
  const task = await aTask(api, 'training', { script, execution: { artifacts } })
  await api.tasks.enqueue({ task, queue })
  const { code } = await fakeAgent(api, 'informed', { queues: [queue] }).claimOne()
  expect(code).toMatchObject({ script, artifacts })
})

test('the last lines of an attempt’s output are sent with its end, and stored once', async ({ api }) => {
  const queue = await aQueue(api)
  await queuedTasks(api, queue, 1)
  const agent = fakeAgent(api, 'talkative', { queues: [queue] })
  const lease = await agent.claimOne()
  await agent.start(lease)
  const output = ['one', 'two'].map((msg, n) => ({ timestamp: 1_700_000_000_000 + n, msg }))
  const end = { worker: agent.worker, attempt: lease.attempt, outcome: 'completed' as const, reason: '', output }
  expect([await api.workers.end(end), await api.workers.end(end)]).toEqual([{ status: 'completed' }, { status: 'completed' }])
  const { events } = await api.events.get_task_log({ task: lease.task, order: 'asc' })
  expect(events.map(({ msg, worker, timestamp }) => [msg, worker, timestamp])).toEqual([
    ['one', 'talkative:0', 1_700_000_000_000],
    ['two', 'talkative:0', 1_700_000_000_001],
  ])
})

test('the last output of an attempt is stored when it is handed back, and when another attempt has its task', async ({ api }) => {
  const queue = await aQueue(api)
  await queuedTasks(api, queue, 1)
  const agent = fakeAgent(api, 'leaving', { queues: [queue] })
  const said = (msg: string) => ({ worker: agent.worker, reason: 'leaving', output: [{ timestamp: 1, msg }] })
  const first = await agent.claimOne()
  await agent.start(first)
  await api.workers.hand_back({ ...said('handed back'), attempt: first.attempt })
  const second = await agent.claimOne()
  await agent.start(second)
  // The agent has started again, without its former tasks.
  await agent.start((await agent.claim({ boot: 'second' })).leases[0]!)
  // So many lines that storing them takes longer than finding that the lease is lost.
  const late = Array.from({ length: 3000 }, (_, n) => ({ timestamp: 2 + n, msg: `too late ${n}` }))
  await expect(api.workers.end({ ...said(''), output: late, attempt: second.attempt, outcome: 'completed' })).rejects.toMatchObject({
    code: 'lease_lost',
  })
  const { events } = await api.events.get_task_log({ task: first.task, order: 'asc', batch_size: 4000 })
  expect(events.map(({ msg }) => msg)).toEqual(['handed back', ...late.map(({ msg }) => msg)])
})

test('a task that is queued again while it runs can be claimed after its attempt has ended', { timeout: 15_000 }, async ({ api }) => {
  const queue = await aQueue(api)
  const [task] = await queuedTasks(api, queue, 1)
  const agent = fakeAgent(api, 'first runner', { queues: [queue] })
  const lease = await agent.claimOne()
  await agent.start(lease)
  await api.tasks.completed({ task: task! })
  await api.tasks.enqueue({ task: task!, queue, force: true })
  const waiting = fakeAgent(api, 'next runner', { queues: [queue] }).claim({ wait: 20 })
  // When the worker is known, the claim has checked the queue once and waits.
  await expect.poll(async () => (await api.workers.get_all({ worker_pattern: '^next runner' })).workers.length).toBe(1)
  await agent.end(lease)
  expect((await waiting).leases).toMatchObject([{ task, number: 2 }])
})

test('a repeated start has no effect, and only the attempt’s own agent may start it', async ({ api }) => {
  const queue = await aQueue(api)
  await queuedTasks(api, queue, 1)
  const agent = fakeAgent(api, 'owner', { queues: [queue] })
  const lease = await agent.claimOne()
  await expect(fakeAgent(api, 'another', { queues: [] }).start(lease)).rejects.toMatchObject({
    code: 'lease_lost',
    details: { holder: 'owner' },
  })
  await agent.start(lease)
  const { started } = await taskOf(api, lease.task)
  await agent.start(lease)
  expect((await taskOf(api, lease.task)).started).toBe(started)
  await expect(agent.start({ attempt: '0'.repeat(32) })).rejects.toMatchObject({ code: 'attempt_not_found' })
})

test('a repeated end has no effect', async ({ api }) => {
  const queue = await aQueue(api)
  await queuedTasks(api, queue, 1)
  const agent = fakeAgent(api, 'twice', { queues: [queue] })
  const lease = await agent.claimOne()
  await agent.start(lease)
  expect(await agent.end(lease, 'failed')).toEqual({ status: 'failed' })
  const once = await taskOf(api, lease.task)
  expect(await agent.end(lease, 'completed')).toEqual({ status: 'failed' })
  expect(await taskOf(api, lease.task)).toEqual(once)
  // The task was queued again meanwhile, so the end of the old attempt changes nothing.
  await api.tasks.enqueue({ task: lease.task, queue })
  expect(await agent.end(lease)).toEqual({ status: 'queued' })
  expect((await agent.claimOne()).number).toBe(2)
})

test('a status that the task’s own code has set stays, whatever the exit code of its process', async ({ world, api }) => {
  const queue = await aQueue(api)
  await queuedTasks(api, queue, 2)
  const agent = fakeAgent(api, 'its own word', { queues: [queue] })
  for (const [said, outcome] of [
    ['failed', 'completed'],
    ['completed', 'failed'],
  ] as const) {
    const lease = await agent.claimOne()
    await agent.start(lease)
    await asAttempt(world.url, lease).tasks[said]({ task: lease.task, force: true })
    expect(await agent.end(lease, outcome)).toEqual({ status: said })
  }
})

test('a claim that is handed back returns to its position in the queue, and a begun task to the head', async ({ api }) => {
  const queue = await aQueue(api)
  const [a, b, c] = (await queuedTasks(api, queue, 3)) as [string, string, string]
  const agent = fakeAgent(api, 'handing back', { queues: [queue] })
  const [first, second] = [await agent.claimOne(), await agent.claimOne()]
  await agent.handBack(first)
  expect(await waitingIn(api, queue)).toEqual([a, c])
  await agent.start(second)
  await agent.handBack(second)
  expect([await waitingIn(api, queue), await statusOf(api, b), (await taskOf(api, b)).status_reason]).toEqual([
    [b, a, c],
    'queued',
    'handed back',
  ])
  await expect(agent.handBack(second)).rejects.toMatchObject({ code: 'lease_lost' })
  await expect(agent.start(first)).rejects.toMatchObject({ code: 'lease_lost' })
  expect((await agent.claimOne()).number).toBe(2)
})

test('a restarted agent’s earlier attempts are void, except those that it adopts', async ({ api }) => {
  const queue = await aQueue(api)
  await queuedTasks(api, queue, 3)
  const before = fakeAgent(api, 'restarted', { queues: [queue], slots: 2 })
  const [kept, dropped] = (await before.claim()).leases
  const unconfirmed = (await before.claim({ slots: [{ slot: 2 }] })).leases[0]!
  await before.start(kept!)
  await before.start(dropped!)

  const after = fakeAgent(api, 'restarted', { queues: [queue], boot: 'second' })
  expect((await after.claim({ slots: [], running: [kept!.attempt] })).leases).toEqual([])
  expect((await after.renew({ running: [kept!] })).stop).toEqual([])
  // This call of the former start has been on its way.
  expect(await before.renew({ running: [dropped!] })).toMatchObject({ renewed: [] })
  expect([await statusOf(api, kept!.task), await statusOf(api, dropped!.task)]).toEqual(['in_progress', 'queued'])
  expect(await waitingIn(api, queue)).toEqual([dropped!.task, unconfirmed.task])
  expect(await taskOf(api, dropped!.task)).toMatchObject({
    status_reason: 'worker lost',
    status_message: expect.stringContaining('1 of 3'),
  })
  expect(await after.end(kept!)).toEqual({ status: 'completed' })
  expect((await after.claimOne()).task).toBe(dropped!.task)
})

test('a task whose agent has reported its attempt lost does not go back to the attempt', async ({ api }) => {
  const queue = await aQueue(api)
  const [task] = (await queuedTasks(api, queue, 1)) as [string]
  const agent = fakeAgent(api, 'without its processes', { queues: [queue] })
  const lease = await agent.claimOne()
  await agent.start(lease)
  expect(await agent.end(lease, 'lost')).toEqual({ status: 'queued' })
  // Such a call may have been on its way since before the report.
  expect(await agent.renew({ running: [lease] })).toMatchObject({ renewed: [] })
  const anew = await agent.claimOne({ running: [lease.attempt] })
  expect([anew.task, anew.number]).toEqual([task, 2])
})

test('a queued or claimed task is stopped at once, and a running one when its agent has ended it', async ({ world, api }) => {
  const queue = await aQueue(api)
  const [waiting, claimed, running] = (await queuedTasks(api, queue, 3)) as [string, string, string]
  const agent = fakeAgent(api, 'stopping', { queues: [queue] })
  await api.queues.move_task_to_back({ queue, task: waiting })
  const [first, second] = [await agent.claimOne(), await agent.claimOne()]
  await agent.start(second)

  await api.tasks.stop({ task: waiting })
  await api.tasks.stop({ task: claimed })
  expect([await statusOf(api, waiting), await statusOf(api, claimed), await waitingIn(api, queue)]).toEqual(['stopped', 'stopped', []])
  await expect(agent.start(first)).rejects.toMatchObject({ code: 'lease_lost' })

  const renewal = agent.renew({ running: [second], wait: 20 })
  await api.tasks.stop({ task: running })
  expect(await taskOf(api, running)).toMatchObject({ status: 'in_progress', status_message: 'stopping' })
  expect((await renewal).stop).toEqual([{ attempt: second.attempt, reason: 'aborted' }])
  // The request stays, although the start of the task writes its status.
  await asAttempt(world.url, second).tasks.started({ task: running })
  expect((await taskOf(api, running)).status_message).toContain('stopping')
  expect((await agent.renew({ running: [second], stopping: [second] })).stop).toEqual([])
  expect(await agent.end(second, 'stopped')).toEqual({ status: 'stopped' })
})

test('late calls of an ended attempt are refused, and its late log is stored', async ({ world, api }) => {
  const queue = await aQueue(api)
  await queuedTasks(api, queue, 1)
  const old = fakeAgent(api, 'late', { queues: [queue] })
  const lease = await old.claimOne()
  await old.start(lease)
  const late = asAttempt(world.url, lease)
  await late.tasks.get_by_id({ task: lease.task })
  const agent = fakeAgent(api, 'late', { queues: [queue], boot: 'second' })
  const anew = await agent.claimOne()
  await agent.start(anew)

  for (const write of [
    () => late.tasks.completed({ task: lease.task }),
    () => late.tasks.failed({ task: lease.task, force: true }),
    () => late.tasks.edit({ task: lease.task, comment: 'late', force: true }),
    () => late.tasks.add_or_update_artifacts({ task: lease.task, artifacts: [{ key: 'late' }] }),
    () => late.tasks.create({ name: 'late' }),
    () => late.tasks.ping({ task: lease.task }),
  ])
    await expect(write()).rejects.toMatchObject({ code: 'attempt_ended', status: 400 })
  const event = { task: lease.task, type: 'log', level: 'info', worker: 'x' }
  await asAttempt(world.url, anew).events.add_batch([{ ...event, msg: 'of the new attempt' }])
  expect(
    await late.events.add_batch([
      { ...event, msg: 'late words' },
      { task: lease.task, type: 'training_stats_scalar', metric: 'm', variant: 'v', value: 1, iter: 99 },
    ]),
  ).toMatchObject({ added: 2, errors: 0 })
  const { events } = await api.events.get_task_log({ task: lease.task, attempt: 1 })
  expect(events.map(({ msg }) => msg)).toEqual(['late words'])
  const task = await taskOf(api, lease.task)
  expect([task.status, task.last_iteration, task.last_metrics]).toEqual(['in_progress', 0, {}])
  expect(await agent.end(anew)).toEqual({ status: 'completed' })
})

test('a claim that follows an unanswered one gets the same tasks at once, but for those that the agent knows or has started', async ({
  api,
}) => {
  const queue = await aQueue(api)
  const [known, started, lost, light] = (await queuedTasks(api, queue, 3)).concat(await aTask(api, 'controller')) as [
    string,
    string,
    string,
    string,
  ]
  const agent = fakeAgent(api, 'unanswered', { queues: [queue], slots: 3, light: 'any' })
  const { leases } = await agent.claim()
  expect(leases.map(({ task }) => task)).toEqual([known, started, lost])
  await agent.start(leases[1]!)
  await api.tasks.enqueue({ task: light, queue })
  expect((await agent.claim({ slots: [] })).leases).toMatchObject([{ task: light, lane: 'light' }])

  const running = [leases[0]!.attempt]
  expect((await agent.claim({ running })).leases).toEqual([])
  // A slot that it does not offer may hold what another open claim gets.
  expect((await agent.claim({ running, unanswered: true, slots: [{ slot: 1 }], light: { free: false, mode: 'any' } })).leases).toEqual([])
  expect((await agent.claim({ running, unanswered: true })).leases).toMatchObject([
    { task: lost, number: 2, lane: 'step' },
    { task: light, number: 2, lane: 'light' },
  ])
  expect([await statusOf(api, known), await statusOf(api, started)]).toEqual(['queued', 'in_progress'])
  await expect(agent.start(leases[2]!)).rejects.toMatchObject({ code: 'lease_lost' })
})
