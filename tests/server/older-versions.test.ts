import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { httpCall, tokenOf } from './http-call.ts'

/** Makes calls of a requested version, and answers their data. */
async function callerOf(connection: { readonly url: string; readonly accessKey: string; readonly secretKey: string }) {
  const token = await tokenOf(connection.url, connection)
  return async (version: string, action: string, body: object) => {
    const { status, data, text } = await httpCall(connection.url, `v${version}/${action}`, { token, body })
    expect([status, text]).toEqual([200, text])
    return data
  }
}

test('below 2.3 one list of tags holds both kinds, in what is written, found and shown', async ({ world, api }) => {
  const call = await callerOf(world.connection)
  const named = { name: 'tagged before 2.3' }
  const { id: task } = await call('2.2', 'tasks.create', { ...named, type: 'training', tags: ['mine', 'development'] })
  const { id: model } = await call('2.2', 'models.create', { ...named, uri: 'file:///m', tags: ['mine', 'archived'] })
  const { id: project } = await call('2.2', 'projects.create', { ...named, tags: ['mine', 'public'] })
  const shown = async () => [
    (await api.tasks.get_by_id({ task: String(task) })).task,
    (await api.models.get_by_id({ model: String(model) })).model,
    (await api.projects.get_by_id({ project: String(project) })).project,
  ]
  expect(await shown()).toMatchObject([
    { tags: ['mine'], system_tags: ['development'] },
    { tags: ['mine'], system_tags: ['archived'] },
    { tags: ['mine'], system_tags: ['public'] },
  ])
  expect(await call('2.2', 'projects.get_by_id', { project })).toMatchObject({ project: { tags: ['mine', 'public'] } })

  const tasksWith = async (tags: readonly string[]) =>
    ((await call('2.2', 'tasks.get_all', { ...named, tags })) as { tasks: readonly { id: string; tags: readonly string[] }[] }).tasks
  expect(await tasksWith(['development'])).toMatchObject([{ id: task, tags: ['development', 'mine'] }])
  expect(await tasksWith(['mine'])).toHaveLength(1)
  expect(await tasksWith(['-development'])).toEqual([])
  expect(await tasksWith(['-archived'])).toHaveLength(1)

  await call('2.2', 'tasks.edit', { task, tags: ['mine', 'archived'] })
  await call('2.2', 'models.edit', { model, tags: ['other'] })
  await call('2.2', 'projects.update', { project, tags: ['archived'] })
  expect(await shown()).toMatchObject([
    { tags: ['mine'], system_tags: ['archived'] },
    { tags: ['other'], system_tags: [] },
    { tags: [], system_tags: ['archived'] },
  ])
})

test('in any version parameters and descriptions in the execution replace only those that were given there', async ({ world, api }) => {
  const call = await callerOf(world.connection)
  for (const version of ['2.2', '2.8', '2.9', '2.34']) {
    const execution = { parameters: { lr: '0.1', gone: '1' }, model_desc: { design: 'layers' } }
    const { id } = await call(version, 'tasks.create', { name: 'edited by an older client', type: 'training', execution })
    const task = String(id)
    await api.tasks.edit_hyper_params({
      task,
      hyperparams: [
        { section: 'Args', name: 'seed', value: '1', type: 'int' },
        { section: 'General', name: 'n', value: '2', type: 'int' },
      ],
    })
    await api.tasks.edit_configuration({ task, configuration: [{ name: 'config', value: '{}', type: 'json' }] })
    await call(version, 'tasks.edit', { task, execution: { parameters: { lr: '0.3' }, model_desc: { other: 'text' } } })
    const { hyperparams, configuration } = (await api.tasks.get_by_id({ task })).task
    expect(hyperparams).toEqual({
      Args: {
        lr: expect.objectContaining({ value: '0.3', type: 'legacy' }),
        seed: expect.objectContaining({ value: '1', type: 'int' }),
      },
      General: { n: expect.objectContaining({ value: '2', type: 'int' }) },
    })
    expect(Object.keys(configuration ?? {}).toSorted()).toEqual(['config', 'other'])
    await call(version, 'tasks.edit', { task, execution: { parameters: {} } })
    expect((await api.tasks.get_by_id({ task })).task.hyperparams).toMatchObject({ Args: { seed: { value: '1' } }, General: {} })
    const both = { hyperparams: { Args: { lr: { section: 'Args', name: 'lr', value: '5' } } }, execution: { parameters: { lr: '6' } } }
    await call(version, 'tasks.edit', { task, ...both })
    expect((await api.tasks.get_by_id({ task })).task.hyperparams).toMatchObject({ Args: { lr: { value: '6', type: 'legacy' } } })
  }
})

test('tasks.clone takes its two lists of tags as they are in any version', async ({ world, api }) => {
  const call = await callerOf(world.connection)
  const { id: task } = await api.tasks.create({ name: 'cloned by an older client' })
  const { id } = await call('2.2', 'tasks.clone', { task, new_task_tags: ['mine', 'development'] })
  expect((await api.tasks.get_by_id({ task: String(id) })).task).toMatchObject({ tags: ['development', 'mine'], system_tags: [] })
})

test('below 2.9 parameters are in both places, and up to 2.16 metadata is a list', async ({ world, api }) => {
  const call = await callerOf(world.connection)
  const created = { name: 'with parameters', type: 'training', execution: { parameters: { lr: '0.1', 'TF_DEFINE/steps': 5 } } }
  const { id: task } = await call('2.8', 'tasks.create', created)
  await api.tasks.edit_hyper_params({ task: String(task), hyperparams: [{ section: 'General', name: 'n', value: '1', type: 'int' }] })
  expect(await call('2.8', 'tasks.get_by_id', { task })).toMatchObject({
    task: {
      execution: { parameters: { lr: '0.1', 'TF_DEFINE/steps': '5' } },
      hyperparams: { Args: { lr: { value: '0.1' } }, TF_DEFINE: { steps: { value: '5' } }, General: { n: { value: '1' } } },
    },
  })
  const item = { key: 'unit', type: 'str', value: 'mm' }
  const { id: model } = await call('2.13', 'models.create', { name: 'with metadata', uri: 'file:///n', metadata: [item] })
  expect(await call('2.16', 'models.get_by_id', { model })).toMatchObject({ model: { metadata: [item] } })
  expect(await call('2.17', 'models.get_by_id', { model })).toMatchObject({ model: { metadata: { unit: item } } })
})
