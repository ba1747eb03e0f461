import type { Api } from '@clearway/sdk/client'
import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { httpCall, tokenOf } from './http-call.ts'
import { aTask, taskOf } from './queued-tasks.ts'

const unknown = '0123456789abcdef0123456789abcdef'
const scalar = (task: string, metric: string, variant: string, values: readonly number[]) =>
  values.map((value, iter) => ({ type: 'training_stats_scalar', task, metric, variant, iter, value, timestamp: 1000 + iter }))
const image = (task: string, metric: string, variant: string, iter: number) => ({
  type: 'training_debug_image',
  task,
  metric,
  variant,
  iter,
  url: `http://files/${metric}/${variant}/${iter}`,
  timestamp: 1000,
})
const plot = (task: string, metric: string, variant: string, iter: number) => ({
  type: 'plot',
  task,
  metric,
  variant,
  iter,
  plot_str: JSON.stringify({ data: [iter] }),
  timestamp: 1000,
})

async function report(api: Api, events: readonly object[]): Promise<void> {
  await api.events.add_batch(events as never)
}

test('scalars of several tasks are drawn into one chart, with the tasks’ names', async ({ api }) => {
  const [first, second] = [await aTask(api), await aTask(api)]
  await report(api, [
    ...scalar(first, 'loss', 'train', [3, 2, 1]),
    ...scalar(second, 'loss', 'train', [5, 4]),
    ...scalar(second, '__proto__', 'x', [7]),
  ])
  const names = [(await taskOf(api, first)).name, (await taskOf(api, second)).name]
  const { metrics: answer } = await api.events.multi_task_scalar_metrics_iter_histogram({ tasks: [first, second] })
  expect(answer['loss']).toEqual({
    train: { [first]: { name: names[0], x: [0, 1, 2], y: [3, 2, 1] }, [second]: { name: names[1], x: [0, 1], y: [5, 4] } },
  })
  expect(Object.keys(answer).toSorted()).toEqual(['__proto__', 'loss'])
  const byTime = await api.events.multi_task_scalar_metrics_iter_histogram({
    tasks: [second],
    key: 'timestamp',
    metrics: [{ metric: 'loss' }],
  })
  expect(byTime.metrics).toMatchObject({ loss: { train: { [second]: { x: [1000, 1001] } } } })
  await expect(api.events.multi_task_scalar_metrics_iter_histogram({ tasks: [first, unknown] })).rejects.toMatchObject({
    code: 'task_not_found',
    details: { task: unknown },
  })
})

test('who follows scalars is answered when some come, also where a batch has no finite value, and after a reset anew', async ({ api }) => {
  const [task, other] = [await aTask(api), await aTask(api)]
  await report(api, [...scalar(task, 'loss', 'train', [3, 2]), ...scalar(other, 'loss', 'train', [1])])
  const first = await api.events.follow_scalars({ tasks: [task, other] })
  expect(first).toMatchObject({ fresh: true, curves: [{ task, iter: [0, 1], timestamp: [1000, 1001], value: [3, 2] }, { task: other }] })
  expect(await api.events.follow_scalars({ tasks: [task, other], after: first.after })).toEqual({ ...first, fresh: false, curves: [] })
  const waiting = api.events.follow_scalars({ tasks: [task, other], after: first.after, wait: 30 })
  await report(api, [{ type: 'training_stats_scalar', task: other, metric: 'loss', variant: 'train', iter: 1, value: 'NaN', timestamp: 1 }])
  const second = await waiting
  expect(second).toMatchObject({
    fresh: false,
    curves: [{ task: other, metric: 'loss', variant: 'train', fresh: false, iter: [1], timestamp: [1], value: ['NaN'] }],
  })
  expect(second.curves).toHaveLength(1)
  const begun = performance.now()
  const cleared = api.events.follow_scalars({ tasks: [task, other], after: second.after, wait: 30 })
  await api.tasks.reset({ task, force: true })
  expect(await cleared).toMatchObject({ fresh: true, curves: [{ task: other, iter: [0, 1] }] })
  // Long before its deadline, although the events are removed after the task was reset.
  expect(performance.now() - begun).toBeLessThan(20_000)
  await expect(api.events.follow_scalars({ tasks: [task], after: 'nonsense' })).rejects.toMatchObject({
    code: 'invalid_request',
    details: { field: 'after' },
  })
})

test('every point of a metric is read a batch at a time', async ({ api }) => {
  const task = await aTask(api)
  await report(api, [...scalar(task, 'loss', 'a', [1, 2, 3]), ...scalar(task, 'loss', 'b', [4, 5]), ...scalar(task, 'other', 'a', [6])])
  const request = { task, metric: { metric: 'loss' }, batch_size: 2 }
  const pages = []
  // As ClearML's clients do: what the first call asks for holds for the whole scroll, which goes on until a batch is empty.
  let page = await api.events.scalar_metrics_iter_raw({ ...request, count_total: true })
  while (page.returned > 0) {
    pages.push({ ...page.variants, of: page.total })
    page = await api.events.scalar_metrics_iter_raw({ task, metric: request.metric, scroll_id: page.scroll_id })
  }
  await report(api, scalar(task, 'loss', 'c', [7]))
  const later = await api.events.scalar_metrics_iter_raw({ ...request, scroll_id: page.scroll_id })
  expect(later).toMatchObject({ variants: { c: { iter: [0], y: [7] } }, returned: 1, total: 5 })
  expect(pages).toEqual([
    { a: { iter: [0, 1], y: [1, 2] }, of: 5 },
    { a: { iter: [2], y: [3] }, b: { iter: [0], y: [4] }, of: 5 },
    { b: { iter: [1], y: [5] }, of: 5 },
  ])
  const events = await api.events.get_scalar_metric_data({ task, metric: 'other' })
  expect(events).toMatchObject({ events: [{ metric: 'other', variant: 'a', iter: 0, value: 6 }], returned: 1, total: 1 })
  const newestFirst = await api.events.get_scalar_metric_data({ task, metric: 'loss' })
  expect(newestFirst.events.map(({ variant, iter }) => [variant, iter])).toEqual([
    ['c', 0],
    ['b', 1],
    ['b', 0],
    ['a', 2],
    ['a', 1],
    ['a', 0],
  ])
  const { scroll_id: other } = await api.events.scalar_metrics_iter_raw({ ...request })
  await expect(api.events.scalar_metrics_iter_raw({ task, metric: { metric: 'other' }, scroll_id: other })).rejects.toMatchObject({
    code: 'invalid_scroll',
  })
  expect(await api.events.clear_scroll({ scroll_id: other })).toEqual({})
  await expect(api.events.clear_scroll({ scroll_id: 'none' })).rejects.toMatchObject({ code: 'invalid_scroll' })
})

test('the last value of a scalar comes with the mean of its last hundred', async ({ api }) => {
  const task = await aTask(api)
  await report(api, [...scalar(task, 'loss', 'a', [1000, ...Array.from({ length: 100 }, (_, n) => n)]), ...scalar(task, 'loss', 'b', [1])])
  const { metrics, ...of } = await api.events.get_task_latest_scalar_values({ task })
  expect(of).toEqual({ name: (await taskOf(api, task)).name, status: 'created', last_iter: 100, last_timestamp: 1100 })
  expect(metrics).toEqual([
    {
      name: 'loss',
      variants: [
        { name: 'a', last_value: 99, last_100_value: 49.5 },
        { name: 'b', last_value: 1, last_100_value: 1 },
      ],
    },
  ])
})

test('the names of metrics are read by task, by type of events and for several tasks', async ({ api }) => {
  const [first, second] = [await aTask(api), await aTask(api)]
  const vector = { type: 'training_stats_vector', task: first, metric: 'weights', variant: 'layer', timestamp: 1 }
  await report(api, [
    ...scalar(first, 'loss', 'train', [1]),
    ...scalar(second, 'loss', 'test', [1]),
    { ...vector, iter: 1, values: [1, 2] },
    { ...vector, iter: 2, values: [3] },
    plot(second, 'figure', 'main', 1),
  ])
  const tasks = [first, second]
  expect((await api.events.get_task_metrics({ tasks })).metrics).toEqual([
    { task: first, metrics: ['loss', 'weights'] },
    { task: second, metrics: ['figure', 'loss'] },
  ])
  expect((await api.events.get_task_metrics({ tasks, event_type: 'plot' })).metrics).toEqual([{ task: second, metrics: ['figure'] }])
  expect((await api.events.get_multi_task_metrics({ tasks, event_type: 'training_stats_scalar' })).metrics).toEqual([
    { metric: 'loss', variants: ['test', 'train'] },
  ])
  await expect(api.events.get_multi_task_metrics({ tasks, event_type: 'none' })).rejects.toMatchObject({
    details: { problems: [{ field: 'event_type' }] },
  })
  expect((await api.events.get_scalar_metrics_and_variants({ task: first })).metrics).toEqual({ loss: ['train'] })
  expect((await api.events.get_vector_metrics_and_variants({ task: first })).metrics).toEqual({ weights: ['layer'] })
  expect(await api.events.vector_metrics_iter_histogram({ task: first, metric: 'weights', variant: 'layer' })).toEqual({
    metric: 'weights',
    variant: 'layer',
    iterations: [1, 2],
    vectors: [[1, 2], [3]],
  })
})

test('debug images are walked through, forward and back, within a metric or over all', async ({ api }) => {
  const task = await aTask(api)
  await report(
    api,
    [1, 2].flatMap((iter) => [image(task, 'm', 'a', iter), image(task, 'm', 'b', iter), image(task, 'n', 'a', iter)]),
  )
  const latest = await api.events.get_debug_image_sample({ task, metric: 'm', variant: 'b' })
  expect(latest).toMatchObject({ event: { metric: 'm', variant: 'b', iter: 2 }, min_iteration: 1, max_iteration: 2 })
  const walk = async (from: { scroll_id: string }, ways: readonly object[]) => {
    const seen: unknown[] = []
    let { scroll_id } = from
    for (const way of ways) {
      const answer = await api.events.next_debug_image_sample({ task, scroll_id, ...way })
      seen.push(answer.event === null ? null : [answer.event['metric'], answer.event['variant'], answer.event['iter']].join(' '))
      scroll_id = answer.scroll_id
    }
    return seen
  }
  const back = {}
  const forward = { navigate_earlier: false }
  expect(await walk(latest, [forward, back, back, back, back, forward])).toEqual([null, 'm a 2', 'm b 1', 'm a 1', null, 'm b 1'])
  const anywhere = await api.events.get_debug_image_sample({
    task,
    metric: 'm',
    variant: 'b',
    iteration: 1,
    navigate_current_metric: false,
  })
  expect(anywhere.event).toMatchObject({ iter: 1 })
  expect(await walk(anywhere, [forward, forward, { ...forward, next_iteration: true }])).toEqual(['n a 1', 'm a 2', null])
  expect(await walk(latest, [{ next_iteration: true }])).toEqual(['m b 1'])
  expect(await api.events.get_debug_image_sample({ task, metric: 'm', variant: 'none' })).toMatchObject({
    event: null,
    min_iteration: null,
  })
  await expect(api.events.next_debug_image_sample({ task: await aTask(api), scroll_id: latest.scroll_id })).rejects.toMatchObject({
    code: 'invalid_scroll',
  })
  const pages = await api.events.debug_images({ metrics: [{ task }], iters: 1 })
  const again = { metrics: [{ task }], iters: 1, scroll_id: pages.scroll_id! }
  const iterationsOf = async (request: Parameters<Api['events']['debug_images']>[0]) =>
    (await api.events.debug_images(request)).metrics[0]!.iterations.map(({ iter }) => iter)
  expect([await iterationsOf(again), await iterationsOf({ ...again, refresh: true })]).toEqual([[1], [2]])
})

test('plots of a metric are shown together, and those of several tasks by their places', async ({ api }) => {
  const [task, other] = [await aTask(api), await aTask(api)]
  await report(api, [
    ...[1, 2].flatMap((iter) => [plot(task, 'm', 'a', iter), plot(task, 'm', 'b', iter)]),
    plot(task, 'n', 'a', 1),
    plot(other, 'm', 'a', 5),
  ])
  const latest = await api.events.get_plot_sample({ task, metric: 'm' })
  expect(latest).toMatchObject({
    events: [
      { variant: 'a', iter: 2 },
      { variant: 'b', iter: 2 },
    ],
    min_iteration: 1,
    max_iteration: 2,
  })
  const before = await api.events.next_plot_sample({ task, scroll_id: latest.scroll_id })
  expect(before.events.map(({ variant, iter }) => [variant, iter])).toEqual([
    ['a', 1],
    ['b', 1],
  ])
  expect((await api.events.next_plot_sample({ task, scroll_id: before.scroll_id })).events).toEqual([])
  const pages = await api.events.plots({ metrics: [{ task, metric: 'm' }], iters: 1 })
  expect(pages.metrics).toMatchObject([{ task, iterations: [{ iter: 2, events: [{ variant: 'a' }, { variant: 'b' }] }] }])
  const several = await api.events.get_multi_task_plots({ tasks: [task, other] })
  const name = (await taskOf(api, other)).name
  expect(several).toMatchObject({
    plots: { m: { a: { [task]: { 2: { plots: [{ iter: 2 }] } }, [other]: { 5: { name, plots: [{ iter: 5 }] } } } }, n: {} },
    returned: 4,
    total: 4,
  })
})

test('events of a task are deleted: its old lines, its whole log, or everything; those of a published task only if that is asked for', async ({
  api,
}) => {
  const task = await aTask(api)
  await report(api, [
    { type: 'log', task, msg: 'old', timestamp: 1000 },
    { type: 'log', task, msg: 'new', timestamp: Date.now() },
    ...scalar(task, 'loss', 'a', [1]),
  ])
  const lines = async () => (await api.events.get_task_log({ task })).events.map(({ msg }) => msg)
  expect(await api.events.clear_task_log({ task, threshold_sec: 3600 })).toEqual({ deleted: 1 })
  expect(await lines()).toEqual(['new'])
  await api.tasks.started({ task })
  await api.tasks.completed({ task })
  await api.tasks.publish({ task })
  await expect(api.events.clear_task_log({ task })).rejects.toMatchObject({ code: 'task_published' })
  await expect(api.events.delete_for_task({ task })).rejects.toMatchObject({ code: 'task_published' })
  expect(await api.events.delete_for_task({ task, allow_locked: true })).toEqual({ deleted: 2 })
  expect([await lines(), await api.events.get_task_metrics({ tasks: [task] })]).toEqual([[], { metrics: [] }])
})

test('one event is added by itself, to a model too', async ({ world, api }) => {
  const token = await tokenOf(world.url, world.connection)
  const { id: model } = await api.models.create({ name: 'measured', uri: 'file:///m' })
  const [event] = scalar(model, 'size', 'bytes', [7])
  const added = await httpCall(world.url, 'events.add', { body: { ...event, model_event: true, allow_locked: true }, token })
  expect(added.data).toEqual({ added: 1, errors: 0, errors_info: {} })
  const read = () => api.events.get_scalar_metrics_and_variants({ task: model, model_events: true })
  expect((await read()).metrics).toEqual({ size: ['bytes'] })
  const curves = await api.events.multi_task_scalar_metrics_iter_histogram({ tasks: [model], model_events: true })
  expect(curves.metrics).toMatchObject({ size: { bytes: { [model]: { name: 'measured', y: [7] } } } })
  const [single] = scalar(model, 'Summary', 'score', [0.5])
  await httpCall(world.url, 'events.add', { body: { ...single, iter: -2_147_483_648, model_event: true, allow_locked: true }, token })
  expect(await api.events.get_task_single_value_metrics({ tasks: [model], model_events: true })).toMatchObject({
    tasks: [{ task: model, task_name: 'measured', values: [{ variant: 'score', value: 0.5 }] }],
  })
  await expect(api.events.delete_for_model({ model })).rejects.toMatchObject({ code: 'model_ready' })
  expect(await api.events.delete_for_model({ model, allow_locked: true })).toEqual({ deleted: 2 })
  expect((await read()).metrics).toEqual({})
})
