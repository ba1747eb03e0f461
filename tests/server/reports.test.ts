import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { aFailedRun } from './a-run.ts'
import { httpCall } from './http-call.ts'
import { aQueue, aTask } from './queued-tasks.ts'

const unknownId = '0123456789abcdef0123456789abcdef'

test('a report lies in the hidden project of its project, and is written until it is published', async ({ api }) => {
  const { id: project } = await api.projects.create({ name: 'written about' })
  const given = { name: 'a report', tags: ['weekly'], report: '# Hello', report_assets: ['http://files/a.png'] }
  const { id: task, project_id } = await api.reports.create({ ...given, project })
  expect((await api.projects.get_by_id({ project: project_id })).project).toMatchObject({
    name: 'written about/.reports',
    system_tags: ['hidden', 'reports'],
  })
  expect((await api.reports.create({ name: 'another', project })).project_id).toBe(project_id)
  expect((await api.tasks.get_by_id({ task })).task).toMatchObject({
    ...given,
    type: 'report',
    status: 'created',
    system_tags: ['hidden', 'reports'],
  })
  expect((await api.tasks.get_all({ project: [project_id] })).tasks).toEqual([])
  expect((await api.tasks.get_all({ project: [project_id], search_hidden: true })).tasks).toHaveLength(2)

  expect(await api.reports.update({ task, report: '# Bye', comment: 'said' })).toEqual({
    updated: 1,
    fields: { report: '# Bye', comment: 'said' },
  })
  const { tasks } = await api.reports.get_all_ex({
    project: [project],
    only_fields: ['name', 'report', 'project.name'],
    order_by: ['name'],
  })
  expect(tasks).toMatchObject([
    { name: 'a report', report: '# Bye', project: { name: 'written about/.reports' } },
    { name: 'another', report: '' },
  ])
  expect((await api.reports.get_tags({ include_system: true })).tags).toContain('weekly')

  const moved = await api.reports.move({ task, project_name: 'elsewhere' })
  expect((await api.projects.get_by_id({ project: moved.project_id })).project.name).toBe('elsewhere/.reports')
  expect((await api.reports.publish({ task, message: 'done' })).fields).toMatchObject({ status: 'published', status_message: 'done' })
  await expect(api.reports.update({ task, report: 'changed' })).rejects.toMatchObject({ code: 'invalid_transition' })
  expect((await api.reports.update({ task, name: 'renamed', comment: 'told', tags: ['monthly'] })).updated).toBe(1)
  expect((await api.tasks.get_by_id({ task })).task).toMatchObject({ name: 'renamed', comment: 'told', tags: ['monthly'] })
  await expect(api.reports.delete({ task })).rejects.toMatchObject({ code: 'task_not_deletable' })
  await api.reports.archive({ task })
  expect(await api.reports.unarchive({ task })).toEqual({ unarchived: 1 })
  await api.reports.archive({ task })
  expect(await api.reports.delete({ task })).toEqual({ deleted: 1 })
  // The project of the reports goes with the last of them; the one that it left still holds another.
  await expect(api.projects.get_by_id({ project: moved.project_id })).rejects.toMatchObject({ code: 'project_not_found' })
  expect((await api.projects.get_by_id({ project: project_id })).project.name).toBe('written about/.reports')
  await expect(api.reports.update({ task, tags: [] })).rejects.toMatchObject({ code: 'task_not_found' })
  await expect(api.reports.delete({ task: await aTask(api) })).rejects.toMatchObject({ code: 'not_a_report' })
})

test('a report reads plots, curves, images and single values of the tasks that it shows', async ({ api }) => {
  const { id: task } = await api.tasks.create({ name: 'measured for a report' })
  const event = { task, iter: 1, timestamp: 1 }
  await api.events.add_batch([
    { ...event, type: 'training_stats_scalar', metric: 'loss', variant: 'train', value: 2 },
    { ...event, type: 'training_stats_scalar', metric: 'Summary', variant: 'best', value: 3, iter: -(2 ** 31) },
    { ...event, type: 'plot', metric: 'chart', variant: 'one', plot_str: '{"data":[]}' },
    { ...event, type: 'training_debug_image', metric: 'image', variant: 'one', url: 'http://files/a.png' },
  ] as never)
  const data = await api.reports.get_task_data({
    id: [task],
    only_fields: ['name'],
    plots: {},
    debug_images: { metrics: [{ metric: 'image' }] },
    scalar_metrics_iter_histogram: { metrics: [{ metric: 'loss' }] },
    single_value_metrics: {},
  })
  expect(data).toMatchObject({
    tasks: [{ id: task, name: 'measured for a report' }],
    plots: { chart: { one: { [task]: { 1: { plots: [{ plot_str: '{"data":[]}' }] } } } } },
    debug_images: [{ task, iterations: [{ iter: 1, events: [{ url: 'http://files/a.png' }] }] }],
    scalar_metrics_iter_histogram: { loss: { train: { [task]: { y: [2] } } } },
    single_value_metrics: [{ task, values: [{ variant: 'best', value: 3 }] }],
  })
  const none = await api.reports.get_task_data({ id: [unknownId], plots: {} })
  expect(none).toEqual({ tasks: [] })
})

test('ClearML’s web app starts a run with other arguments, and deletes runs but for the last', async ({ api }) => {
  const { id: project } = await api.projects.create({ name: '.pipelines/iris', system_tags: ['pipeline', 'hidden'] })
  const { run } = await aFailedRun(api, { project })
  const queue = await aQueue(api)
  const started = await api.pipelines.start_pipeline({ task: run, queue, args: [{ name: 'rows', value: '7' }], verify_watched_queue: true })
  expect(started).toEqual({ pipeline: expect.any(String), enqueued: true, queue_watched: false })
  const { task: made } = await api.tasks.get_by_id({ task: started.pipeline })
  expect(made).toMatchObject({ status: 'queued', name: 'iris #2', hyperparams: { Args: { rows: { value: '7' } } } })

  await expect(api.pipelines.delete_runs({ project, ids: [run, made.id] })).rejects.toMatchObject({ code: 'all_runs' })
  const { succeeded, failed } = await api.pipelines.delete_runs({ project, ids: [run, unknownId] })
  expect({ succeeded, failed }).toMatchObject({ succeeded: [{ id: run, deleted: true }], failed: [] })
  expect((await api.tasks.get_all({ project: [project] })).tasks.map(({ id }) => id)).toEqual([made.id])
})

test('descriptions of several tasks are changed together, or none is', async ({ api, world }) => {
  const [one, other] = [await aTask(api), await aTask(api)]
  const authorization = `Basic ${Buffer.from(`${world.connection.accessKey}:${world.connection.secretKey}`).toString('base64')}`
  const headers = { authorization, 'content-type': 'application/json-lines' }
  const send = (...lines: readonly object[]) =>
    httpCall(world.url, 'tasks.update_batch', { headers, body: lines.map((line) => JSON.stringify(line)).join('\n') })
  const comments = async () => {
    const { tasks } = await api.tasks.get_all({ id: [one, other], only_fields: ['comment'], order_by: ['created'] })
    return tasks.map(({ comment }) => comment)
  }
  expect(
    (await send({ task: one, comment: 'first' }, { task: other, comment: 'x', name: null }, { task: other, comment: 'second' })).data,
  ).toEqual({
    updated: 2,
  })
  expect(await comments()).toEqual(['first', 'second'])
  expect(await send({ task: one, comment: 'lost' }, { task: unknownId, comment: 'x' })).toMatchObject({ code: 'task_not_found' })
  const wrong = await send({ task: one, comment: 'lost' }, { task: other, comment: 7 })
  expect([wrong.code, wrong.meta.error_data]).toMatchObject(['invalid_request', { field: 'line 2.comment' }])
  expect(await comments()).toEqual(['first', 'second'])
})

test('a public task is only read, until its workspace takes it back', async ({ api }) => {
  const { id: task } = await api.tasks.create({ name: 'for everybody', hyperparams: { Args: { x: { value: '1' } } } })
  const live = await aTask(api)
  await api.tasks.started({ task: live })
  await expect(api.tasks.make_public({ ids: [task, live] })).rejects.toMatchObject({ code: 'invalid_transition' })
  await expect(api.tasks.make_public({ ids: [task, unknownId] })).rejects.toMatchObject({ code: 'task_not_found' })
  expect(await api.tasks.make_public({ ids: [task] })).toEqual({ updated: 1 })
  expect((await api.tasks.get_by_id({ task })).task).toMatchObject({ company: '', hyperparams: { Args: { x: { value: '1' } } } })
  await expect(api.tasks.update({ task, comment: 'x' })).rejects.toMatchObject({ code: 'read_only' })
  const clone = await api.tasks.clone({ task })
  expect((await api.tasks.get_by_id({ task: clone.id })).task).toMatchObject({ hyperparams: { Args: { x: { value: '1' } } } })
  expect(await api.tasks.make_private({ ids: [task] })).toEqual({ updated: 1 })
  expect((await api.tasks.update({ task, comment: 'x' })).updated).toBe(1)
  await expect(api.tasks.make_private({ ids: [task] })).rejects.toMatchObject({ code: 'task_not_found' })
})
