import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'

const unknownId = '0123456789abcdef0123456789abcdef'
const test = serverTest
  .extend('root', () => `tree ${crypto.randomUUID()}`)
  .extend(
    'project',
    ({ api, root }) =>
      async (path: string, more: object = {}) =>
        (await api.projects.create({ name: `${root}${path}`, ...more })).id,
  )
  .extend(
    'task',
    ({ api }) =>
      async (project: string, more: object = {}) =>
        (await api.tasks.create({ name: 'held', type: 'training', project, ...more })).id,
  )
  .extend(
    'model',
    ({ api }) =>
      async (project: string, more: object = {}) =>
        (await api.models.create({ name: 'held', uri: '', project, ...more })).id,
  )
  /** The paths of all projects of a test, without its root. */
  .extend(
    'paths',
    ({ api, root }) =>
      async () =>
        (await api.projects.get_all({ name: `^${root}`, search_hidden: true, order_by: ['name'] })).projects.map(({ name }) =>
          name?.slice(root.length),
        ),
  )

test('a project is moved with all below it', async ({ api, root, project, paths }) => {
  const [a, low] = [await project('/from/a'), await project('/from/a/low')]
  expect(await api.projects.move({ project: a, new_location: `${root}/to/new` })).toEqual({ moved: 2 })
  expect(await paths()).toEqual(['', '/from', '/to', '/to/new', '/to/new/a', '/to/new/a/low'])
  const { projects } = await api.projects.get_all_ex({ id: [a, low], order_by: ['name'] })
  expect(projects.map(({ parent }) => parent?.name?.slice(root.length))).toEqual(['/to/new', '/to/new/a'])
  const refused = async (new_location: string, code: string) =>
    expect(api.projects.move({ project: a, new_location })).rejects.toMatchObject({ code })
  await refused(`${root}/to/new`, 'project_same_location')
  await refused(`${root}/to/new/a`, 'project_under_itself')
  await refused(`${root}/to/new/a/low/x`, 'project_under_itself')
  await refused(Array.from({ length: 9 }, () => 'abc').join('/'), 'project_too_deep')
  await project('/taken/a')
  await refused(`${root}/taken`, 'name_taken')
  await expect(api.projects.move({ project: unknownId })).rejects.toMatchObject({ code: 'project_not_found' })
  const top = await project('/alone')
  await api.projects.update({ project: top, name: `${root}/${root} alone` })
  expect(await api.projects.move({ project: top })).toEqual({ moved: 1 })
  expect((await api.projects.get_by_id({ project: top })).project).toMatchObject({ name: `${root} alone` })
})

test('a project is merged into another one', async ({ api, project, paths, task, model }) => {
  const [source, , target] = [await project('/source'), await project('/source/below/low'), await project('/target')]
  const [held, held2] = [await task(source), await task(source)]
  await api.tasks.archive({ tasks: [held2] })
  await model(source)
  const { projects: below } = await api.projects.get_all({ parent: [source], shallow_search: true })
  await expect(api.projects.merge({ project: source, destination_project: below[0]!.id })).rejects.toMatchObject({
    code: 'project_into_child',
  })
  await expect(api.projects.merge({ project: source, destination_project: source })).rejects.toMatchObject({
    code: 'project_same_location',
  })
  expect(await api.projects.merge({ project: source, destination_project: target })).toEqual({ moved_entities: 3, moved_projects: 1 })
  expect(await paths()).toEqual(['', '/target', '/target/below', '/target/below/low'])
  expect((await api.tasks.get_by_id({ task: held })).task.project).toBe(target)
  await expect(api.projects.get_by_id({ project: source })).rejects.toMatchObject({ code: 'project_not_found' })
})

test('what is not archived keeps a project from being deleted without force', async ({ api, project, task, model, paths }) => {
  const top = await project('')
  const low = await project('/low')
  const pipeline = await project('/.pipelines/p', { system_tags: ['hidden', 'pipeline'] })
  const dataset = await project('/.datasets/d', { system_tags: ['hidden', 'dataset'] })
  const run = await task(pipeline, { type: 'controller' })
  await task(pipeline)
  const version = await task(dataset)
  const [held, report] = [await task(low), await task(top, { system_tags: ['reports'] })]
  const holds = await model(low)
  expect(await api.projects.validate_delete({ project: top })).toEqual({
    tasks: 1,
    non_archived_tasks: 1,
    reports: 1,
    non_archived_reports: 1,
    models: 1,
    non_archived_models: 1,
    pipelines: 1,
    datasets: 1,
  })
  const refused = async (code: string) =>
    expect(api.projects.delete({ project: top })).rejects.toMatchObject({ code, details: { count: expect.any(Number) } })
  await refused('project_has_pipelines')
  await api.tasks.archive({ tasks: [run] })
  await refused('project_has_datasets')
  await api.tasks.archive({ tasks: [version] })
  await refused('project_has_tasks')
  await api.tasks.archive({ tasks: [held, report] })
  await refused('project_has_models')
  await api.models.archive_many({ ids: [holds] })
  expect(await api.projects.validate_delete({ project: top })).toMatchObject({
    tasks: 1,
    non_archived_tasks: 0,
    models: 1,
    pipelines: 0,
    datasets: 0,
  })
  expect(await api.projects.delete({ project: top })).toEqual({ deleted: 6, disassociated_tasks: 5 })
  expect(await paths()).toEqual([])
  expect((await api.tasks.get_by_id({ task: held })).task).not.toHaveProperty('project')
})

test('a project is deleted with what it holds', async ({ api, project, task, model, paths }) => {
  const top = await project('')
  const outside = await task(await project(' beside'))
  const [running, below] = [await task(top), await task(await project('/low'), { parent: outside })]
  await api.tasks.started({ task: running })
  const used = await model(top, { uri: 'file:///m' })
  await api.tasks.add_or_update_model({ task: outside, name: 'in', model: used, type: 'input' })
  await api.tasks.add_or_update_artifacts({ task: below, artifacts: [{ key: 'a', uri: 'file:///a' }] })
  await expect(api.projects.delete({ project: top, delete_contents: true })).rejects.toMatchObject({ code: 'project_has_tasks' })
  expect(await api.projects.delete({ project: top, delete_contents: true, force: true })).toEqual({
    deleted: 2,
    disassociated_tasks: 0,
    deleted_tasks: 2,
    deleted_models: 1,
    urls: { model_urls: ['file:///m'], artifact_urls: ['file:///a'], event_urls: [] },
  })
  expect(await paths()).toEqual([' beside'])
  expect((await api.tasks.get_all({ id: [running, below] })).tasks).toEqual([])
  expect((await api.tasks.get_by_id({ task: outside })).task.models?.input).toMatchObject([{ model: `__DELETED__${used}` }])
})

test('a public project is only read, and nobody makes another one of its name', async ({ api, project, root }) => {
  const id = await project('/shared', { tags: ['shared'] })
  const below = await project('/shared/own')
  await expect(api.projects.make_public({ ids: [id, unknownId] })).rejects.toMatchObject({ code: 'project_not_found' })
  expect(await api.projects.make_public({ ids: [id] })).toEqual({ updated: 1 })
  const found = async (more: object) => (await api.projects.get_all_ex({ tags: ['shared'], ...more })).projects
  expect(await found({ include_stats: true })).toMatchObject([{ id, company: { id: '' }, sub_projects: [{ id: below }] }])
  expect(await found({ non_public: true })).toEqual([])
  await expect(api.projects.update({ project: id, description: 'x' })).rejects.toMatchObject({ code: 'read_only' })
  await expect(api.projects.create({ name: `${root}/shared` })).rejects.toMatchObject({
    code: 'public_project_exists',
    details: { project: id },
  })
  expect(await api.projects.make_private({ ids: [id] })).toEqual({ updated: 1 })
  expect(await found({ allow_public: false })).toHaveLength(1)
})
