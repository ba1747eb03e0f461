import { database } from '@clearway/testkit'
import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { changeRows } from './change-rows.ts'
import { fakeAgent } from './fake-agent.ts'
import { aQueue, aTask, queuedTasks, statusOf, taskOf, waitingIn } from './queued-tasks.ts'

const test = serverTest.extend(
  'damage',
  { scope: 'file' },
  ({ world }) =>
    async (task: string, parts: Readonly<Record<string, string>>): Promise<void> => {
      const set = Object.entries(parts).map(([column, value]) => `${column} = '${value}'`)
      await changeRows(world.database, `update task set ${set.join(', ')} where id = '${task}'`)
    },
)

/** A text that is not JSON if the database allows it, otherwise JSON of a wrong type. */
const broken = database.name === 'sqlite' ? '{"broken' : '"broken"'
/** A damaged script. SQLite has generated columns that read it as JSON5, so it allows JSON5 that is not JSON. */
const brokenScript = database.name === 'sqlite' ? `{"entry_point":"tr -d ''\\''"}` : '"broken"'

test('a list with an unreadable task has all other tasks, and names the task’s unreadable parts', async ({ api, damage }) => {
  const [intact, spoilt] = [await aTask(api, 'training', { container: { image: 'a' } }), await aTask(api)]
  await damage(spoilt, { script: brokenScript, container: broken, models: broken })
  const expected = [
    { id: intact, container: { image: 'a' }, models: { input: [], output: [] } },
    { id: spoilt, unreadable: ['script', 'container', 'models'] },
  ]
  const order = { id: [intact, spoilt], order_by: ['created'] }
  expect((await api.tasks.get_all(order)).tasks).toMatchObject(expected)
  expect((await api.tasks.get_all_ex(order)).tasks).toMatchObject(expected)
  expect((await api.tasks.get_all({ ...order, only_fields: ['-script.diff'] })).tasks).toMatchObject(expected)
  expect((await api.tasks.get_all({ ...order, only_fields: ['name'] })).tasks.map(({ unreadable }) => unreadable)).toEqual([
    undefined,
    undefined,
  ])
  expect((await api.tasks.get_all({ ...order, only_fields: ['container.image'] })).tasks).toEqual([
    { id: intact, container: { image: 'a' } },
    { id: spoilt, unreadable: ['container'] },
  ])
  expect(await taskOf(api, spoilt)).toMatchObject({ id: spoilt, unreadable: ['script', 'container', 'models'] })
  // Also if the list is filtered and sorted by the unreadable part.
  for (const field of ['container.image', 'models.input.model', 'script.binary', 'execution.parameters.a', 'output.destination'])
    expect((await api.tasks.get_all({ ...order, order_by: [field], [field]: ['x', null] } as never)).tasks).toBeInstanceOf(Array)
})

test('an unreadable task is repaired by an edit, and actions that build on it are refused by a named error', async ({ api, damage }) => {
  const task = await aTask(api, 'training', { script: { binary: 'sh' } })
  await damage(task, { script: brokenScript, execution: broken, models: broken })
  await expect(api.tasks.clone({ task })).rejects.toMatchObject({ code: 'task_unreadable', details: { task, parts: ['models'] } })
  await expect(api.tasks.set_requirements({ task, requirements: {} })).rejects.toMatchObject({
    code: 'task_unreadable',
    details: { parts: ['script'] },
  })
  await api.tasks.edit({ task, script: { binary: 'python' }, execution: { framework: 'none' }, models: { input: [], output: [] } })
  const { script, execution, unreadable } = await taskOf(api, task)
  expect({ script, execution, unreadable }).toEqual({
    script: { binary: 'python' },
    execution: { framework: 'none', artifacts: [] },
    unreadable: undefined,
  })
  await api.tasks.clone({ task })
})

test('an unreadable queued task fails with a named reason, and the tasks behind it are claimed', async ({ world, api, damage }) => {
  const queue = await aQueue(api)
  const [first, second, third, last] = (await queuedTasks(api, queue, 4)) as [string, string, string, string]
  await damage(first, { script: brokenScript })
  await damage(second, { container: broken, resources: broken })
  await changeRows(world.database, `update queue_entry set labels = '${broken}' where task = '${third}'`)
  const explained = (await api.queues.explain({})).tasks.map(({ id }) => id)
  expect(explained).toEqual(expect.arrayContaining([first, second, third, last]))
  const agent = fakeAgent(api, 'of-unreadable', { queues: [queue] })
  expect((await agent.claimOne()).task).toBe(last)
  expect(await waitingIn(api, queue)).toEqual([])
  expect(await taskOf(api, first)).toMatchObject({
    status: 'failed',
    status_reason: 'unreadable',
    status_message: expect.stringContaining('script'),
  })
  expect(await taskOf(api, second)).toMatchObject({ status: 'failed', status_message: expect.stringContaining('container, resources') })
  expect(await taskOf(api, third)).toMatchObject({ status: 'failed', status_message: expect.stringContaining('resources') })
})

test('a published agent skips an unreadable task as well', async ({ api, damage }) => {
  const queue = await aQueue(api)
  const [spoilt, next] = (await queuedTasks(api, queue, 2)) as [string, string]
  await damage(spoilt, { execution: broken })
  expect((await api.queues.get_next_task({ queue })).entry?.task).toBe(next)
  expect(await statusOf(api, spoilt)).toBe('failed')
})

test('lists of models, queues and workers have their unreadable rows', async ({ world, api }) => {
  const model = (await api.models.create({ name: 'spoilt', uri: 'file:///spoilt', metadata: { a: { key: 'a' } } })).id
  const queue = await aQueue(api)
  await fakeAgent(api, 'spoilt', { queues: [queue] }).claim()
  await changeRows(
    world.database,
    `update model set metadata = '${broken}', labels = '${broken}' where id = '${model}';
     update queue set metadata = '${broken}' where id = '${queue}';
     update worker set tags = '${broken}', resources = '${broken}' where id = 'spoilt:0'`,
  )
  expect((await api.models.get_all({ id: [model] })).models).toMatchObject([{ id: model, design: {}, unreadable: ['labels', 'metadata'] }])
  expect((await api.queues.get_all({ id: [queue] })).queues).toMatchObject([{ id: queue, metadata: {} }])
  expect((await api.workers.get_all({ tags: ['-x'] })).workers).toEqual(
    expect.arrayContaining([expect.objectContaining({ id: 'spoilt:0', tags: [] })]),
  )
  await api.queues.explain({})
  await fakeAgent(api, 'spoilt', { queues: [queue] }).claim()
})

test('a model is deleted also where the task that made it has models that cannot be read', async ({ api, damage }) => {
  for (const spoilt of [broken, '{"output":7}']) {
    const task = await aTask(api)
    const { id: model } = await api.models.create({ name: 'a model', uri: 'file:///m', task })
    await damage(task, { models: spoilt })
    expect(await api.models.delete({ model, force: true })).toMatchObject({ deleted: true })
    await expect(api.models.get_by_id({ model })).rejects.toMatchObject({ code: 'model_not_found' })
  }
})
