import { database, startServer } from '@clearway/testkit'
import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { fakeAgent } from './fake-agent.ts'
import { aQueue, aTask, queuedTasks, statusOf, taskOf, waitingIn } from './queued-tasks.ts'

test('a queued task moves to any position, and the others keep their order', async ({ api }) => {
  const queue = await aQueue(api)
  const [a, b, c, d] = (await queuedTasks(api, queue, 4)) as [string, string, string, string]
  expect(await api.queues.move_task_to_back({ queue, task: a })).toEqual({ position: 3 })
  expect(await waitingIn(api, queue)).toEqual([b, c, d, a])
  expect(await api.queues.move_task_forward({ queue, task: a, count: 2 })).toEqual({ position: 1 })
  expect(await waitingIn(api, queue)).toEqual([b, a, c, d])
  expect(await api.queues.move_task_to_front({ queue, task: d })).toEqual({ position: 0 })
  expect(await waitingIn(api, queue)).toEqual([d, b, a, c])
  expect(await api.queues.move_task_backward({ queue, task: d })).toEqual({ position: 1 })
  expect(await api.queues.move_task_forward({ queue, task: b, count: 99 })).toEqual({ position: 0 })
  expect(await api.queues.move_task_backward({ queue, task: b, count: 99 })).toEqual({ position: 3 })
  expect(await waitingIn(api, queue)).toEqual([d, a, c, b])
  for (const task of [d, a, c, b]) expect((await api.queues.get_next_task({ queue })).entry?.task).toBe(task)
})

test('a task is on one queue at most: enqueued again, it moves to the end of the other', async ({ api }) => {
  const [one, other] = [await aQueue(api), await aQueue(api)]
  const [task] = await queuedTasks(api, one, 1)
  const [first] = await queuedTasks(api, other, 1)
  await api.tasks.enqueue({ task: task!, queue: other })
  expect([await waitingIn(api, one), await waitingIn(api, other)]).toEqual([[], [first, task]])
  expect((await taskOf(api, task!)).execution?.queue).toBe(other)
  // The status that it had before it was queued.
  await api.tasks.dequeue({ task: task! })
  expect(await statusOf(api, task!)).toBe('created')
})

test('enqueue finds its queue by id, makes it by name, or takes the default one', async ({ api }) => {
  const task = await aTask(api)
  const { queued, updated, fields, queue_watched } = await api.tasks.enqueue({ task, verify_watched_queue: true })
  const { id: standard } = await api.queues.get_default({})
  expect({ queued, updated, queue_watched }).toEqual({ queued: 1, updated: 1, queue_watched: false })
  expect(fields).toMatchObject({ status: 'queued', 'execution.queue': standard })

  await api.tasks.enqueue({ task, queue_name: 'made by its name' })
  const { queues } = await api.queues.get_all({ name: '^made by its name$' })
  expect(await waitingIn(api, queues[0]!.id)).toEqual([task])
  await api.tasks.enqueue({ task, queue_name: 'made by its name' })
  expect((await api.queues.get_all({ name: '^made by its name$' })).queues).toHaveLength(1)

  await expect(api.tasks.enqueue({ task, queue: 'made by its name' })).rejects.toMatchObject({ code: 'queue_not_found' })
  await fakeAgent(api, 'watcher', { queues: [standard] }).claim()
  expect(await api.tasks.enqueue({ task, verify_watched_queue: true })).toMatchObject({ queue_watched: true })
})

test('enqueue writes what ClearML writes: a new reason, no tag `development`, and by default the queue', async ({ api }) => {
  const task = await aTask(api, 'training', { system_tags: ['development', 'kept'] })
  const queue = await aQueue(api)
  const { fields } = await api.tasks.enqueue({
    task,
    queue,
    status_reason: 'because',
    status_message: 'said so',
    update_execution_queue: false,
  })
  expect(fields).not.toHaveProperty(['execution.queue'])
  expect(await taskOf(api, task)).toMatchObject({
    status: 'queued',
    status_reason: 'because',
    status_message: 'said so',
    system_tags: ['kept'],
  })
  expect((await taskOf(api, task)).execution?.queue).toBeUndefined()
  const added = await aTask(api)
  await api.queues.add_task({ queue, task: added, update_execution_queue: false })
  expect((await taskOf(api, added)).execution?.queue).toBeUndefined()
  await api.tasks.enqueue({ task, queue })
  expect(await taskOf(api, task)).toMatchObject({ status_reason: '', status_message: '', execution: { queue } })
})

test('dequeue restores the task’s earlier status, or sets the requested one', async ({ api }) => {
  const queue = await aQueue(api)
  const task = await aTask(api)
  await api.tasks.started({ task })
  await api.tasks.stopped({ task })
  await api.tasks.enqueue({ task, queue })
  expect(await api.tasks.dequeue({ task })).toMatchObject({ dequeued: 1, updated: 1 })
  expect([await statusOf(api, task), await waitingIn(api, queue), (await taskOf(api, task)).execution?.queue]).toEqual([
    'stopped',
    [],
    undefined,
  ])

  await api.tasks.enqueue({ task, queue })
  await api.tasks.dequeue({ task, new_status: 'in_progress' })
  expect(await statusOf(api, task)).toBe('in_progress')
  // The published agent's child process asks for the task after the agent has started it.
  expect(await api.tasks.dequeue({ task, new_status: 'in_progress' })).toMatchObject({ dequeued: 1, updated: 1 })
  await api.tasks.completed({ task })
  expect(await api.tasks.dequeue({ task })).toEqual({ dequeued: 1, updated: 0 })
  await expect(api.tasks.dequeue({ task, new_status: 'nothing' })).rejects.toMatchObject({
    code: 'invalid_request',
    details: { field: 'new_status' },
  })
})

test('get_next_task takes one after the other and leaves each queued until it is started', async ({ api }) => {
  const queue = await aQueue(api)
  const [a, b] = (await queuedTasks(api, queue, 2)) as [string, string]
  // Only the first task is given out, whichever task is asked for.
  expect(await api.queues.get_next_task({ queue, task: b })).toEqual({})
  const { user } = await api.users.get_current_user({})
  expect(await api.queues.get_next_task({ queue, get_task_info: true })).toEqual({
    entry: { task: a, added: expect.stringMatching(/\+00:00$/) },
    task_info: { company: user.company.id, user: user.id },
  })
  expect([await statusOf(api, a), await waitingIn(api, queue), (await api.queues.get_num_entries({ queue })).num]).toEqual([
    'queued',
    [b],
    1,
  ])
  expect((await api.queues.get_next_task({ queue, task: b })).entry?.task).toBe(b)
  expect(await api.queues.get_next_task({ queue })).toEqual({})
  await api.tasks.started({ task: a, force: true })
  expect(await statusOf(api, a)).toBe('in_progress')
  await expect(api.queues.get_next_task({ queue: 'default' })).rejects.toMatchObject({ code: 'queue_not_found', status: 400 })
})

test('remove_task leaves the task’s status, or restores its earlier one', async ({ api }) => {
  const queue = await aQueue(api)
  const [a, b] = (await queuedTasks(api, queue, 2)) as [string, string]
  await api.queues.remove_task({ queue, task: a })
  await api.queues.remove_task({ queue, task: b, update_task_status: true })
  expect([await statusOf(api, a), await statusOf(api, b), await waitingIn(api, queue)]).toEqual(['queued', 'created', []])
  await expect(api.queues.remove_task({ queue, task: a })).rejects.toMatchObject({ code: 'task_not_queued' })
  await expect(api.queues.move_task_to_front({ queue, task: a })).rejects.toMatchObject({ code: 'task_not_queued' })
})

test('a queue with tasks is deleted only by force, and its tasks return to their earlier status', async ({ api }) => {
  const queue = await aQueue(api)
  const [a, b] = (await queuedTasks(api, queue, 2)) as [string, string]
  await api.queues.get_next_task({ queue })
  await expect(api.queues.delete({ queue })).rejects.toMatchObject({ code: 'queue_not_empty' })
  await api.queues.delete({ queue, force: true })
  for (const task of [a, b]) expect([await statusOf(api, task), (await taskOf(api, task)).execution?.queue]).toEqual(['created', undefined])
  await expect(api.queues.get_by_id({ queue })).rejects.toMatchObject({ code: 'queue_not_found' })
})

test('a task of a lost worker whose queue was deleted is queued in the default queue', async ({ api }) => {
  const queue = await aQueue(api)
  const [task] = await queuedTasks(api, queue, 1)
  const agent = fakeAgent(api, 'of a queue that goes', { queues: [queue] })
  await agent.start(await agent.claimOne())
  await api.queues.delete({ queue })
  await fakeAgent(api, 'of a queue that goes', { queues: [], boot: 'second' }).claim()
  const { id: standard } = await api.queues.get_default({})
  expect([await statusOf(api, task!), (await waitingIn(api, standard))[0]]).toEqual(['queued', task])
})

test('archiving and deleting a task take it out of its queue', async ({ api }) => {
  const queue = await aQueue(api)
  const [a, b, c] = (await queuedTasks(api, queue, 3)) as [string, string, string]
  await api.tasks.archive({ tasks: [a] })
  await api.tasks.delete({ task: b, force: true })
  await api.tasks.reset({ task: c })
  expect([await waitingIn(api, queue), (await taskOf(api, a)).system_tags, await statusOf(api, c)]).toEqual([[], ['archived'], 'created'])
  expect(await api.queues.get_next_task({ queue })).toEqual({})
})

test('a queue is found by its id alone, and shows the requested number of its entries', async ({ api }) => {
  const { id: queue } = await api.queues.create({ name: 'shown', tags: ['z', 'a'], metadata: { owner: { key: 'owner', value: 'me' } } })
  const tasks = await queuedTasks(api, queue, 3)
  await expect(api.queues.get_by_id({ queue: 'shown' })).rejects.toMatchObject({ code: 'queue_not_found' })
  expect((await api.queues.get_by_id({ queue, max_task_entries: 2 })).queue.entries?.map(({ task }) => task)).toEqual(tasks.slice(0, 2))
  expect((await api.queues.get_all({ id: [queue] })).queues[0]).toMatchObject({ name: 'shown', tags: ['a', 'z'], system_tags: [] })
  expect(await api.queues.update({ queue, name: 'renamed', tags: [] })).toEqual({ updated: 1, fields: { name: 'renamed', tags: [] } })
  expect((await api.queues.get_by_id({ queue })).queue).toMatchObject({ name: 'renamed', tags: [] })
  await expect(api.queues.update({ queue, name: 'services' })).rejects.toMatchObject({ code: 'name_taken' })
  const { queues } = await api.queues.get_all_ex({ id: [queue] })
  expect(queues[0]?.entries?.[0]?.task).toMatchObject({ id: tasks[0], name: expect.any(String) })

  const running = await aTask(api)
  const { task } = await api.tasks.get_by_id({ task: running })
  await api.workers.status_report({ worker: 'busy with another', queues: [queue], task: running })
  expect((await api.queues.get_all_ex({ id: [queue] })).queues[0]?.workers).toEqual([
    expect.objectContaining({
      name: 'busy with another',
      key: expect.stringMatching(/^worker_.+_busy with another$/u),
      task: { id: running, name: task.name },
    }),
  ])
})

test('without a queue marked as the default, enqueue asks for one', async () => {
  await using world = await startServer(database)
  const { id: queue } = await world.api.queues.get_default({})
  await world.api.queues.update({ queue, system_tags: [] })
  const task = await aTask(world.api)
  await expect(world.api.tasks.enqueue({ task })).rejects.toMatchObject({ code: 'no_default_queue', status: 400 })
  expect(await statusOf(world.api, task)).toBe('created')
})

test('a paused queue hands out nothing, to no kind of agent and no lane, until it is resumed; then whoever waits gets its tasks at once', async ({
  api,
}) => {
  const { id: queue } = await api.queues.create({ name: 'paused, then resumed' })
  const agent = fakeAgent(api, 'of a paused queue', { queues: [queue], light: 'own' })
  const [step, controller] = [await aTask(api), await aTask(api, 'controller')]
  expect(await api.queues.pause({ queue })).toEqual({ updated: 1 })
  expect(await api.queues.pause({ queue })).toEqual({ updated: 0 })
  for (const task of [step, controller]) await api.tasks.enqueue({ task, queue })

  expect((await agent.claim()).leases).toEqual([])
  expect(await api.queues.get_next_task({ queue })).toEqual({})
  expect(await api.tasks.explain({ task: step })).toMatchObject({
    wait: { reason: 'paused', cures: [{ kind: 'resume', automatic: false, command: "clearway queue resume 'paused, then resumed'" }] },
  })
  expect((await api.queues.get_by_id({ queue })).queue.system_tags).toEqual(['paused'])

  const waiting = agent.claim({ wait: 20 })
  expect(await api.queues.resume({ queue })).toEqual({ updated: 1 })
  const { leases } = await waiting
  // In PostgreSQL a claim that is under way may see the resumption when it has looked for a slot's task already, and not yet for the lane's.
  if (leases.length === 1) leases.push(...(await agent.claim({ wait: 20 })).leases)
  expect(leases.map(({ task }) => task).sort()).toEqual([step, controller].sort())
  expect(await api.queues.resume({ queue })).toEqual({ updated: 0 })
})

test('a client that replaces a queue’s system tags neither pauses nor resumes the queue', async ({ api }) => {
  const queue = await aQueue(api)
  const tagsAfter = async (system_tags: string[]) => {
    await api.queues.update({ queue, system_tags })
    return (await api.queues.get_by_id({ queue })).queue.system_tags
  }
  expect(await tagsAfter(['paused', 'a'])).toEqual(['a'])
  await api.queues.pause({ queue })
  expect(await tagsAfter(['b'])).toEqual(['b', 'paused'])
})

test('a cleared queue is empty, and its tasks have the status that they had before', async ({ api }) => {
  const queue = await aQueue(api)
  const [draft, other] = await queuedTasks(api, queue, 2)
  const stopped = await aTask(api)
  await api.tasks.stopped({ task: stopped, force: true })
  await api.tasks.enqueue({ task: stopped, queue })
  expect(await api.queues.clear({ queue })).toEqual({ removed: 3, left: 0 })
  expect(await waitingIn(api, queue)).toEqual([])
  expect(await Promise.all([draft!, other!, stopped].map((task) => statusOf(api, task)))).toEqual(['created', 'created', 'stopped'])
  expect(await api.queues.clear({ queue })).toEqual({ removed: 0, left: 0 })
})

test('a queue is cleared of what it held at first: tasks that are added meanwhile stay', async ({ api }) => {
  const queue = await aQueue(api)
  const tasks = await Promise.all(Array.from({ length: 521 }, () => aTask(api)))
  // One more than the server takes in one transaction.
  const [first, added] = [tasks.slice(0, 501), tasks.slice(501)]
  await api.tasks.enqueue_many({ ids: first, queue })
  const [{ removed_tasks: removed }] = await Promise.all([
    api.queues.clear_queue({ queue }),
    ...added.map((task) => api.tasks.enqueue({ task, queue })),
  ])
  const stayed = await waitingIn(api, queue)
  expect(removed.length + stayed.length).toBe(tasks.length)
  // One that came before the call was held at first too.
  expect(stayed.length).toBeGreaterThan(added.length / 2)
})
