import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'

/** A project with a task and a model, and another one below with more of both. */
const test = serverTest.extend('projects', { scope: 'file' }, async ({ api }) => {
  const { id: top } = await api.projects.create({ name: 'facets', tags: ['top'], system_tags: ['hidden'] })
  const { id: low } = await api.projects.create({ name: 'facets/low', tags: ['low'] })
  const { id: apart } = await api.projects.create({ name: 'facets apart' })
  const { id: parent } = await api.tasks.create({ name: 'the parent', type: 'training', project: apart })
  const param = (name: string, value: string) => ({ [name]: { section: 'Args', name, value } })
  const task = async (project: string, more: object) =>
    (await api.tasks.create({ name: 'has facets', type: 'training', project, ...more })).id
  await task(top, { tags: ['a', 'b'], parent, hyperparams: { Args: { ...param('lr', '10'), ...param('x.y', '1') } } })
  const below = await task(low, {
    tags: ['c'],
    hyperparams: { Args: param('lr', '9'), General: { lr: { section: 'General', name: 'lr', value: 'auto' } } },
  })
  for (const lr of ['auto', '0.5', 'Auto 2']) await task(low, { system_tags: ['archived'], hyperparams: { Args: param('lr', lr) } })
  await task(apart, { tags: ['elsewhere'], hyperparams: { Args: param('lr', '7') } })
  const model = async (project: string, more: object) => (await api.models.create({ name: 'has facets', uri: '', project, ...more })).id
  await model(top, {
    framework: 'PyTorch',
    tags: ['m'],
    metadata: [
      { key: 'size', value: '10' },
      { key: 'a.b', value: 'x' },
    ],
  })
  const modelBelow = await model(low, { ready: false, framework: '', tags: ['n'], metadata: [{ key: 'size', value: '9' }] })
  await model(apart, { framework: 'Keras', metadata: [{ key: 'other', value: 'y' }] })
  return { top, low, apart, parent, below, modelBelow }
})

test('tags of tasks, models and projects', async ({ api, projects: { top, low } }) => {
  const within = { projects: [top] }
  expect(await api.projects.get_task_tags(within)).toEqual({ tags: ['a', 'b', 'c'] })
  expect(await api.projects.get_task_tags({ projects: [low], include_system: true })).toEqual({ tags: ['c'], system_tags: ['archived'] })
  expect(await api.projects.get_task_tags({ ...within, filter: { tags: ['b'] } })).toEqual({ tags: ['a', 'b'] })
  expect(await api.projects.get_task_tags({ ...within, filter: { system_tags: ['archived'] } })).toEqual({ tags: [] })
  expect((await api.projects.get_task_tags({})).tags).toEqual(['a', 'b', 'c', 'elsewhere'])
  expect(await api.projects.get_model_tags(within)).toEqual({ tags: ['m', 'n'] })
  expect(await api.projects.get_project_tags(within)).toEqual({ tags: ['low', 'top'] })
  expect(await api.projects.get_project_tags({ projects: [top], include_system: true })).toEqual({
    tags: ['low', 'top'],
    system_tags: ['hidden'],
  })
})

test('names and values of parameters', async ({ api, projects: { top, low } }) => {
  const all = [
    { section: 'Args', name: 'lr' },
    { section: 'Args', name: 'x.y' },
    { section: 'General', name: 'lr' },
  ]
  expect(await api.projects.get_hyper_parameters({ project: top })).toEqual({ parameters: all, total: 3, remaining: 0 })
  expect(await api.projects.get_hyper_parameters({})).toEqual({ parameters: all, total: 3, remaining: 0 })
  expect(await api.projects.get_hyper_parameters({ project: top, page: 1, page_size: 2 })).toEqual({
    parameters: all.slice(2),
    total: 3,
    remaining: 0,
  })
  expect(await api.projects.get_hyper_parameters({ text: 'RGS/L', page_size: 1 })).toEqual({
    parameters: [{ section: 'Args', name: 'lr' }],
    total: 1,
    remaining: 0,
  })
  expect(await api.projects.get_hyper_parameters({ project: top, include_subprojects: false })).toMatchObject({ total: 2 })
  expect(await api.projects.get_hyper_parameters({ include_subprojects: false })).toMatchObject({ total: 0 })
  const lr = { section: 'Args', name: 'lr' }
  const values = async (more: object) => api.projects.get_hyperparam_values({ ...lr, projects: [top], ...more })
  expect(await values({})).toEqual({ values: ['0.5', '9', '10', 'Auto 2', 'auto'], total: 5 })
  expect(await values({ projects: [low], page: 1, page_size: 3 })).toEqual({ values: ['auto'], total: 4 })
  expect(await values({ page: 9 })).toEqual({ values: [], total: 5 })
  expect(await values({ pattern: 'auto' })).toEqual({ values: ['Auto 2', 'auto'], total: 2 })
  expect(await values({ pattern: String.raw`^(au.*|\d)$` })).toEqual({ values: ['9', 'Auto 2', 'auto'], total: 3 })
  const everywhere = (await values({ projects: [] })).values
  expect(everywhere).toEqual(expect.arrayContaining(['7', '9', '10', 'Auto 2', 'auto']))
  expect(await values({ projects: [], page: 1, page_size: 2 })).toEqual({ values: everywhere.slice(2, 4), total: everywhere.length })
  const long = 'x'.repeat(300)
  for (const value of [`${long} 1`, `${long} 2`])
    await api.tasks.create({ name: 'long', hyperparams: { Args: { text: { section: 'Args', name: 'text', value } } } })
  expect(await values({ projects: [], name: 'text' })).toEqual({ values: [`${long} 1`, `${long} 2`], total: 2 })
  await expect(values({ pattern: '(' })).rejects.toMatchObject({ code: 'invalid_pattern', details: { field: 'pattern' } })
})

test('metrics of tasks, and of models, which show their last values', async ({ api, projects: { top, apart, below, modelBelow } }) => {
  const scalar = (task: string, metric: string, variant: string, value: number) => ({
    type: 'training_stats_scalar',
    task,
    metric,
    variant,
    value,
    iter: 1,
    timestamp: 1,
  })
  await api.events.add_batch([
    scalar(below, 'loss', 'train', 1),
    scalar(below, 'accuracy', 'test', 2),
    { ...scalar(modelBelow, 'size', 'MB', 3), model_event: true },
  ] as never)
  const names = async (more: object) =>
    (await api.projects.get_unique_metric_variants(more)).metrics.map(({ metric, variant }) => [metric, variant])
  const ofTasks = [
    ['accuracy', 'test'],
    ['loss', 'train'],
  ]
  expect(await names({ project: top })).toEqual(ofTasks)
  expect(await names({})).toEqual(ofTasks)
  expect(await names({ project: apart })).toEqual([])
  expect(await names({ ids: [below] })).toEqual(ofTasks)
  expect(await names({ model_metrics: true })).toEqual([['size', 'MB']])
  const [found] = (await api.projects.get_unique_metric_variants({ project: top, model_metrics: true })).metrics
  expect(found).toMatchObject({
    metric_hash: expect.stringMatching(/^[0-9a-f]{32}$/),
    variant_hash: expect.stringMatching(/^[0-9a-f]{32}$/),
  })
  const path = `last_metrics.${found?.metric_hash}.${found?.variant_hash}`
  const { models } = await api.models.get_all({
    project: [top],
    include_subprojects: true,
    order_by: [`-${path}.value`],
    only_fields: [`${path}.value`],
  })
  expect(models[0]).toEqual({
    id: modelBelow,
    last_metrics: { [String(found?.metric_hash)]: { [String(found?.variant_hash)]: { value: 3 } } },
  })
  await api.models.delete({ model: modelBelow, force: true })
  expect(await names({ model_metrics: true })).toEqual([])
})

test('keys and values of the metadata of models, and their frameworks', async ({ api, projects: { top } }) => {
  expect(await api.projects.get_model_metadata_keys({ project: top })).toEqual({ keys: ['a.b', 'size'], total: 2, remaining: 0 })
  expect(await api.projects.get_model_metadata_keys({ page_size: 1 })).toEqual({ keys: ['a.b'], total: 3, remaining: 2 })
  expect(await api.projects.get_model_metadata_values({ projects: [top], key: 'size' })).toMatchObject({
    values: expect.arrayContaining(['10']),
  })
  expect(await api.projects.get_model_metadata_values({ projects: [top], key: 'a.b' })).toEqual({ values: ['x'], total: 1 })
  expect(await api.models.get_frameworks({ projects: [top] })).toEqual({ frameworks: ['PyTorch'] })
  expect(await api.models.get_frameworks({})).toEqual({ frameworks: ['Keras', 'PyTorch'] })
})

test('parents and users', async ({ api, projects: { top, low, apart, parent } }) => {
  const expected = { parents: [{ id: parent, name: 'the parent', project: { id: apart, name: 'facets apart' } }] }
  expect(await api.projects.get_task_parents({ projects: [top] })).toEqual(expected)
  expect(await api.projects.get_task_parents({ tasks_state: 'active' })).toEqual(expected)
  expect(await api.projects.get_task_parents({ tasks_state: 'archived' })).toEqual({ parents: [] })
  expect(await api.projects.get_task_parents({ projects: [low] })).toEqual({ parents: [] })
  expect(await api.projects.get_task_parents({ task_name: '^another' })).toEqual({ parents: [] })
  const { users } = await api.projects.get_user_names({ projects: [top] })
  expect(users).toEqual([{ id: expect.any(String), name: expect.any(String) }])
  expect(await api.projects.get_user_names({ entity: 'model' })).toEqual({ users })
})

test('a model is listed with the names of what it refers to', async ({ api, projects: { top, below } }) => {
  const { id: base } = await api.models.create({ name: 'the base', uri: '' })
  const { id } = await api.models.create({ name: 'joined', uri: '', project: top, task: below, parent: base, labels: { cat: 1, dog: 2 } })
  const only_fields = ['task.name', 'project.name', 'parent.name', 'user.name']
  const expected = {
    id,
    task: { id: below, name: 'has facets' },
    project: { id: top, name: 'facets' },
    parent: { id: base, name: 'the base' },
    user: expect.objectContaining({ name: expect.any(String) }),
  }
  expect((await api.models.get_all_ex({ name: '^joined$', only_fields, include_stats: true })).models).toEqual([
    { ...expected, stats: { labels_count: 2 } },
  ])
  expect((await api.models.get_by_id_ex({ id: [id], only_fields })).models).toEqual([expected])
})
