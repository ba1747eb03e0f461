import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'

const test = serverTest
  .extend('root', () => `stats ${crypto.randomUUID()}`)
  /** Makes a task in a project, and brings it to its status. */
  .extend('put', ({ api }) => async (project: string, way: readonly ('started' | 'completed')[] = [], more: object = {}) => {
    const { id: task } = await api.tasks.create({ name: 'counted', type: 'training', project, ...more })
    for (const step of way) await api.tasks[step]({ task })
    return task
  })

test('statistics count the tasks of a project and of all below it, archived ones apart', async ({ api, root, put }) => {
  const { id: top } = await api.projects.create({ name: root })
  const { id: middle } = await api.projects.create({ name: `${root}/middle` })
  const { id: low } = await api.projects.create({ name: `${root}/middle/low` })
  const { id: hidden } = await api.projects.create({ name: `${root}/.hidden`, system_tags: ['hidden'] })
  await api.projects.create({ name: `${root} beside` })
  await put(top)
  await put(middle, ['started', 'completed'])
  await put(low, ['started'])
  await put(hidden)
  await api.tasks.archive({ tasks: [await put(low)] })
  const show = async (more: object) =>
    (await api.projects.get_all_ex({ id: [top, middle], include_stats: true, order_by: ['featured', 'name'], ...more })).projects

  const [ofTop, ofMiddle] = await show({})
  expect(ofTop?.stats?.active).toMatchObject({
    total_tasks: 3,
    completed_tasks_24h: 1,
    status_count: { created: 1, completed: 1, in_progress: 1, failed: 0 },
    last_task_run: expect.stringMatching(/^\d{4}-.*\+00:00$/),
  })
  expect(ofTop?.sub_projects).toEqual([
    { id: middle, name: `${root}/middle` },
    { id: low, name: `${root}/middle/low` },
  ])
  expect([ofMiddle?.stats?.active?.total_tasks, ofMiddle?.sub_projects]).toEqual([2, [{ id: low, name: `${root}/middle/low` }]])

  const totals = async (more: object) => (await show(more)).map(({ stats }) => (stats?.active ?? stats?.archived)?.total_tasks)
  expect(await totals({ stats_for_state: 'archived' })).toEqual([1, 1])
  expect(await totals({ stats_with_children: false })).toEqual([1, 1])
  expect((await show({ stats_for_state: null }))[0]?.stats).toMatchObject({ active: { total_tasks: 3 }, archived: { total_tasks: 1 } })
  expect(await totals({ search_hidden: true })).toEqual([4, 2])
  expect(await totals({ include_stats_filter: { status: ['completed'] } })).toEqual([1, 1])
  expect(await totals({ include_stats_filter: { status: ['-completed'] } })).toEqual([2, 1])
  await expect(show({ include_stats_filter: { colour: ['red'] } })).rejects.toMatchObject({
    code: 'invalid_request',
    details: { field: 'include_stats_filter.colour' },
  })
})

test('a task that is taken out of the archive, or cloned from it, is active again', async ({ api, root, put }) => {
  const { id: project } = await api.projects.create({ name: root })
  const task = await put(project)
  const totals = async () => {
    const { projects } = await api.projects.get_all_ex({ id: [project], include_stats: true })
    return projects[0]?.stats?.active?.total_tasks
  }
  await api.tasks.archive({ tasks: [task] })
  expect(await totals()).toBe(0)
  await api.tasks.clone({ task })
  expect(await totals()).toBe(1)
  await api.tasks.update({ task, system_tags: ['other'] })
  expect(await totals()).toBe(2)
})

test('a project shows the names of what it refers to, what it holds itself, and whether it is hidden', async ({ api, root, put }) => {
  const { id: top } = await api.projects.create({ name: root })
  const { id: below } = await api.projects.create({ name: `${root}/.x`, system_tags: ['hidden'] })
  await put(below)
  await put(top, [], { type: 'testing' })
  await put(top)
  await api.models.create({ name: 'held', uri: '', project: top })
  const list = async (more: object) => (await api.projects.get_all_ex({ name: `^${root}`, order_by: ['name'], ...more })).projects
  expect(await list({ check_own_contents: true })).toMatchObject([{ id: top, own_tasks: 2, own_models: 1 }])
  expect(await list({ check_own_contents: true, search_hidden: true, only_fields: ['parent.name', 'user.name', 'company.name'] })).toEqual([
    { id: top, user: expect.objectContaining({ name: expect.any(String) }), company: expect.anything(), own_tasks: 2, own_models: 1 },
    {
      id: below,
      parent: { id: top, name: root },
      user: expect.anything(),
      company: expect.anything(),
      hidden: true,
      own_tasks: 1,
      own_models: 0,
    },
  ])
  // No model has a type.
  expect(await list({ check_own_contents: true, include_stats_filter: { type: ['testing'] } })).toMatchObject([
    { own_tasks: 1, own_models: 0 },
  ])
})

test('projects are found by what they and the projects below them hold', async ({ api, world, root, put }) => {
  const { id: top } = await api.projects.create({ name: root })
  const { id: empty } = await api.projects.create({ name: `${root}/empty` })
  const { id: reports } = await api.projects.create({ name: `${root}/with reports` })
  const { id: pipeline } = await api.projects.create({ name: `${root}/.pipelines/p`, system_tags: ['hidden', 'pipeline'], tags: ['new'] })
  const { id: dataset } = await api.projects.create({ name: `${root}/.datasets/d`, system_tags: ['hidden', 'dataset'], tags: ['cats'] })
  const [datasets, pipelines] = (
    await api.projects.get_all({ basename: String.raw`^\.(datasets|pipelines)$`, parent: [top], search_hidden: true, order_by: ['name'] })
  ).projects.map(({ id }) => id)
  await api.projects.update({ project: String(datasets), system_tags: ['hidden'] })
  await put(reports, [], { system_tags: ['reports'] })
  await put(pipeline, [], { system_tags: ['pipeline'], type: 'controller' })
  await put(dataset, [], { runtime: { ds_file_count: 3, ds_total_size: 70 } })
  const ids = async (more: object) =>
    (await api.projects.get_all_ex({ parent: [top], shallow_search: true, search_hidden: true, order_by: ['name'], ...more })).projects.map(
      ({ id }) => id,
    )
  expect(await ids({ children_type: 'report' })).toEqual([reports])
  expect(await ids({ children_type: 'pipeline' })).toEqual([pipelines])
  expect(await ids({ children_type: 'pipeline', children_tags: ['old'] })).toEqual([])
  expect(await ids({ children_type: 'pipeline', children_tags_filter: { any: { include: ['new'] } } })).toEqual([pipelines])
  expect(await ids({ children_type: 'dataset' })).toEqual([datasets])
  expect(await ids({ children_type: 'dataset', search_hidden: false })).toEqual([])
  const { user } = (await api.tasks.get_all({ project: [reports] })).tasks[0] ?? {}
  expect(await ids({ active_users: [String(user)] })).toEqual([datasets, pipelines, empty, reports])
  expect(await ids({ active_users: [world.connection.accessKey] })).toEqual([])

  const [shown] = (await api.projects.get_all_ex({ id: [top], children_type: 'dataset', include_stats: true, check_own_contents: true }))
    .projects
  expect(shown).toMatchObject({ id: top, own_datasets: 0, stats: { datasets: { count: 1, tags: ['cats'] } } })
  const [own] = (await api.projects.get_all_ex({ id: [String(datasets)], children_type: 'dataset', check_own_contents: true })).projects
  expect(own).toMatchObject({ own_datasets: 1 })
  const [held] = (await api.projects.get_all_ex({ id: [top], children_type: 'pipeline', include_stats: true })).projects
  expect(held?.stats?.active?.total_tasks).toBe(1)
  const sized = (await api.projects.get_all_ex({ id: [dataset, empty], include_dataset_stats: true, order_by: ['name'] })).projects
  expect(sized.map(({ dataset_stats }) => dataset_stats)).toEqual([{ file_count: 3, total_size: 70 }, null])
})
