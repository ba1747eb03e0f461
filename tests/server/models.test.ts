import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'

const unknownId = '0123456789abcdef0123456789abcdef'
const test = serverTest
  .extend(
    'model',
    ({ api }) =>
      async (more: object = {}): Promise<string> =>
        (await api.models.create({ name: 'a model', uri: '', ready: false, ...more })).id,
  )
  .extend('task', ({ api }) => async (...way: ('started' | 'completed')[]): Promise<string> => {
    const { id: task } = await api.tasks.create({ name: 'makes models', type: 'training' })
    for (const step of way) await api.tasks[step]({ task })
    return task
  })
  .extend(
    'show',
    ({ api }) =>
      async (model: string) =>
        (await api.models.get_by_id({ model })).model,
  )

test('models are moved, tagged and archived together; unknown ones are left out', async ({ api, model, show }) => {
  const ids = [await model(), await model({ tags: ['old', 'kept'] }), unknownId]
  expect(await api.models.move({ ids, project_name: 'models/moved' })).toEqual({ moved: 2, project_id: expect.any(String) })
  const { projects } = await api.projects.get_all({ name: '^models/moved$' })
  expect((await show(ids[0]!)).project).toBe(projects[0]?.id)
  expect(await api.models.move({ ids, project: null })).toEqual({ moved: 2, project_id: null })
  expect(await show(ids[0]!)).not.toHaveProperty('project')
  await expect(api.models.move({ ids })).rejects.toMatchObject({ code: 'missing_fields', details: { field: 'project' } })
  expect(await api.models.update_tags({ ids, add_tags: ['new'], remove_tags: ['old'] })).toEqual({ updated: 2 })
  expect([(await show(ids[0]!)).tags, (await show(ids[1]!)).tags]).toEqual([['new'], ['kept', 'new']])
})

test('models are published with the tasks that made them, each by itself', async ({ api, model, task, show }) => {
  const [running, done] = [await task('started'), await task('started', 'completed')]
  const [alone, ofRunning, ofDone] = [await model(), await model({ task: running }), await model({ task: done })]
  const { succeeded, failed } = await api.models.publish_many({ ids: [ofRunning, ofDone, alone, unknownId] })
  expect(succeeded).toEqual([
    {
      id: ofDone,
      updated: true,
      published_task: { id: done, data: { updated: 1, fields: expect.objectContaining({ status: 'published' }) } },
    },
    { id: alone, updated: true },
  ])
  expect(failed).toMatchObject([
    { id: ofRunning, error: { codes: [400, 110], data: { code: 'invalid_transition', task: running } } },
    { id: unknownId, error: { codes: [400, 201], data: { code: 'model_not_found' } } },
  ])
  // The refused model is not published without its task.
  expect([(await show(ofRunning)).ready, (await show(ofDone)).ready]).toEqual([false, true])
  expect(await api.models.set_ready({ model: ofRunning, publish_task: false })).toEqual({ updated: 1 })
  await expect(api.models.set_ready({ model: ofRunning })).rejects.toMatchObject({ code: 'model_ready' })
})

test('models are deleted together, each by itself', async ({ api, model, task }) => {
  const user = await task()
  const [free, used] = [await model({ uri: 'file:///free' }), await model()]
  await api.tasks.add_or_update_model({ task: user, name: 'in', model: used, type: 'input' })
  const deleted = await api.models.delete_many({ ids: [used, free] })
  expect(deleted.succeeded).toEqual([{ id: free, deleted: true, url: 'file:///free' }])
  expect(deleted.failed).toMatchObject([{ id: used, error: { codes: [400, 205], data: { code: 'model_in_use', task: user } } }])
  expect((await api.models.delete_many({ ids: [used], force: true })).succeeded).toHaveLength(1)
})

test('the iteration of a model is one that its task has reached', async ({ api, model, task, show }) => {
  const maker = await task('started')
  const id = await model({ task: maker })
  const reached = async () => (await api.tasks.get_by_id({ task: maker })).task.last_iteration
  expect(await api.models.edit({ model: id, iteration: 7, colour: 'red' } as never)).toEqual({ updated: 0, fields: {} })
  expect([await reached(), (await show(id)).last_iteration]).toEqual([7, 0])
  await api.models.edit({ model: id, iteration: 3 })
  await api.models.update({ model: id, iteration: 50 })
  expect(await reached()).toBe(7)
  await api.models.update({ model: id, task: maker, iteration: 8 })
  await api.tasks.add_or_update_model({ task: maker, name: 'out', model: id, type: 'output', iteration: 9 })
  expect(await reached()).toBe(9)
})

test('a page stores its own data of a model, until the model has another file', async ({ api, model, show }) => {
  const id = await model({ metadata: [{ key: 'a' }, { key: 'b', value: '1' }] })
  await api.models.update({ model: id, ui_cache: { shown: true }, created: '2020-01-02T03:04:05+00:00' })
  expect(await show(id)).toMatchObject({ ui_cache: { shown: true }, created: '2020-01-02T03:04:05.000+00:00' })
  await expect(api.models.update({ model: id, created: 'soon' })).rejects.toMatchObject({
    code: 'invalid_request',
    details: { field: 'created' },
  })
  await api.models.edit({ model: id, uri: 'file:///other' })
  expect((await show(id)).ui_cache).toEqual({})
  expect(await api.models.delete_metadata({ model: id, keys: ['a', 'c'] })).toEqual({ updated: 1 })
  expect((await show(id)).metadata).toEqual({ b: { key: 'b', value: '1' } })
})

test('a client before 2.13 gives a task its output model', async ({ api, model, task, show }) => {
  const maker = await task('started')
  await expect(api.models.get_by_task_id({ task: maker })).rejects.toMatchObject({ code: 'task_has_no_model' })
  const { id, ...first } = await api.models.update_for_task({ task: maker, uri: 'file:///1', iteration: 4 })
  expect(first).toEqual({ created: true, updated: 1 })
  expect(await show(id)).toMatchObject({ name: 'makes models', uri: 'file:///1', task: maker, ready: false })
  expect(await api.models.update_for_task({ task: maker, uri: 'file:///2', name: 'second' })).toEqual({ id, created: false, updated: 1 })
  expect((await api.models.get_by_task_id({ task: maker })).model).toMatchObject({ id, uri: 'file:///2', name: 'second' })
  const other = await model()
  expect(await api.models.update_for_task({ task: maker, override_model_id: other })).toEqual({ id: other, created: false, updated: 1 })
  const { models, last_iteration } = (await api.tasks.get_by_id({ task: maker })).task
  expect([models?.output?.map((one) => one.model), last_iteration]).toEqual([[other], 4])
  await expect(api.models.update_for_task({ task: maker })).rejects.toMatchObject({ code: 'missing_fields' })
  const done = await task('started', 'completed')
  await expect(api.models.update_for_task({ task: done, uri: 'file:///3' })).rejects.toMatchObject({ code: 'invalid_transition' })
})

test('a public model is only read, until its workspace makes it private again', async ({ api, model, show }) => {
  const [id, other] = [await model({ tags: ['shared'] }), await model()]
  await expect(api.models.make_public({ ids: [id, unknownId] })).rejects.toMatchObject({
    code: 'model_not_found',
    details: { model: unknownId },
  })
  expect((await show(id)).company).not.toBe('')
  expect(await api.models.make_public({ ids: [id] })).toEqual({ updated: 1 })
  expect(await show(id)).toMatchObject({ company: '', tags: ['shared'] })
  await expect(api.models.edit({ model: id, comment: 'x' })).rejects.toMatchObject({ code: 'read_only' })
  const found = async (more: object) => (await api.models.get_all_ex({ tags: ['shared'], ...more })).models.map((one) => one.id)
  expect([await found({}), await found({ allow_public: false })]).toEqual([[id], []])
  await expect(api.models.make_private({ ids: [other] })).rejects.toMatchObject({ code: 'model_not_found' })
  expect(await api.models.make_private({ ids: [id] })).toEqual({ updated: 1 })
  expect([await found({ allow_public: false }), await api.models.edit({ model: id, comment: 'x' })]).toMatchObject([[id], { updated: 1 }])
  const born = await model({ public: true })
  expect((await show(born)).company).toBe('')
  await api.models.make_private({ ids: [born] })
})

test('models are sorted by the names of their tasks and of the models that they continue', async ({ api, model }) => {
  const { id: project } = await api.projects.create({ name: `sorted models ${crypto.randomUUID()}` })
  const named = async (name: string) => (await api.tasks.create({ name, type: 'training' })).id
  const [first, second] = [await model({ project, task: await named('abc') }), await model({ project, task: await named('xyz') })]
  const none = await model({ project, parent: second })
  const order = async (...order_by: string[]) => (await api.models.get_all({ project: [project], order_by })).models.map(({ id }) => id)
  expect([await order('task.name'), await order('-task.name')]).toEqual([
    [first, second, none],
    [second, first, none],
  ])
  expect((await order('parent.name'))[0]).toBe(none)
})
