import { transact } from '../db/connection/transaction.ts'
import { database } from '@clearway/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeScheduledEvents } from './removal/remove-scheduled.ts'
import type { TaskEventsQuery } from './telemetry.ts'
import { areEventRemovals, scheduleEventRemoval } from '../db/tables/event-removals.ts'
import { openTelemetry } from './thread/open-telemetry.ts'
import { fromAttempt, linesOf, logLine, userSource, scalar } from '../../test/events.ts'
import { addAttempt, addModel, addTask } from '../../test/rows.ts'
import { openTestTelemetry, type TestTelemetry } from '../../test/telemetry.ts'

let world: TestTelemetry
let ids = 0
beforeAll(async () => {
  world = await openTestTelemetry(database)
})
afterAll(() => world[Symbol.asyncDispose]())

async function aTask(columns: Omit<Parameters<typeof addTask>[1], 'id'> = {}): Promise<string> {
  const id = `task${ids++}`
  await addTask(world, { id, status: 'in_progress', ...columns })
  return id
}
const add = (source: Parameters<TestTelemetry['telemetry']['addBatch']>[2], ...events: object[]) =>
  world.telemetry.addBatch(world.scope, linesOf(...events), source)
const wholeLog = { order: 'asc', navigateEarlier: false, batchSize: 100 } as const
const curve = async (task: string, samples = 2000) =>
  (await world.telemetry.histogram(world.scope, { task, key: 'iter', samples }))['loss']?.['train']
async function allEvents(query: Omit<TaskEventsQuery, 'order' | 'batchSize'>, batchSize: number, order: 'asc' | 'desc' = 'asc') {
  const events: Readonly<Record<string, unknown>>[] = []
  const totals = new Set<number>()
  for (let scrollId: string | undefined; ;) {
    const page = await world.telemetry.taskEvents(world.scope, { ...query, order, batchSize, scrollId })
    events.push(...page.events)
    totals.add(page.total)
    if (page.scroll_id === undefined) return { events, totals: [...totals] }
    scrollId = page.scroll_id
  }
}

test('a batch is answered with its changes of the task', async () => {
  const task = await aTask()
  const answer = await add(
    userSource,
    scalar(task, 3, 1.5, { x_axis_label: 'step' }),
    scalar(task, 1, 4),
    scalar(task, 900, 7, { metric: ':monitor:machine' }),
    logLine(task, 'hello', 10),
  )
  expect(answer).toEqual({
    added: 4,
    errors: 0,
    errorsInfo: {},
    effects: [
      {
        task,
        kind: 'task',
        lastIteration: 3,
        metrics: [
          {
            metric: 'loss',
            variant: 'train',
            value: 1.5,
            iteration: 3,
            min: { value: 1.5, iteration: 3 },
            max: { value: 4, iteration: 1 },
            first: { value: 4, iteration: 1 },
            sum: 5.5,
            count: 2,
            xAxisLabel: 'step',
          },
          {
            metric: ':monitor:machine',
            variant: 'train',
            value: 7,
            iteration: 900,
            min: { value: 7, iteration: 900 },
            max: { value: 7, iteration: 900 },
            first: { value: 7, iteration: 900 },
            sum: 7,
            count: 1,
            xAxisLabel: undefined,
          },
        ],
        stats: [
          { metric: 'loss', eventType: 'training_stats_scalar' },
          { metric: ':monitor:machine', eventType: 'training_stats_scalar' },
        ],
        logged: true,
      },
    ],
  })
})

test('invalid lines are counted by reason, and valid ones are stored', async () => {
  const task = await aTask()
  const published = await aTask({ status: 'published' })
  const foreign = await aTask({ company: 'other' })
  const events = [
    scalar(task, 0, 1),
    { ...scalar(task, 0, 1), task: undefined },
    { ...scalar(task, 0, 1), type: undefined },
    { ...scalar(task, 0, 1), type: 'nonsense' },
  ]
  const more = [scalar('nobody', 0, 1), scalar('nobody', 1, 1), scalar(published, 0, 1), scalar(foreign, 0, 1), scalar(task, 0, 'high')]
  const body = new TextEncoder().encode(`${new TextDecoder().decode(linesOf(...events, ...more))}\n{"broken":\n\n`)
  expect(await world.telemetry.addBatch(world.scope, body, userSource)).toMatchObject({
    added: 1,
    errors: 9,
    errorsInfo: {
      'The line is not a JSON object': 1,
      'The event has no task': 1,
      'The event has no type': 1,
      'Unknown event type: nonsense': 1,
      'The scalar has no numeric value': 1,
      'There is no such task: nobody': 2,
      [`There is no such task: ${foreign}`]: 1,
      [`The task is published: ${published}`]: 1,
    },
  })
})

test('a batch of which nothing can be added is refused, and so are an empty one and one that contradicts itself', async () => {
  const task = await aTask()
  await expect(add(userSource, scalar('nobody', 0, 1))).rejects.toMatchObject({
    code: 'no_events_added',
    details: { errors: 1, errors_info: { 'There is no such task: nobody': 1 } },
  })
  await expect(world.telemetry.addBatch(world.scope, new TextEncoder().encode('\n \n'), userSource)).rejects.toMatchObject({
    code: 'empty_batch',
  })
  await expect(add(userSource, scalar(task, 0, 1), scalar(task, 1, 1, { allow_locked: true }))).rejects.toMatchObject({
    code: 'invalid_request',
  })
  await expect(add(userSource, scalar(task, 0, 1), scalar(task, 1, 1, { model_event: true }))).rejects.toMatchObject({
    code: 'invalid_request',
  })
  expect(await curve(task)).toBeUndefined()
})

test('a published task accepts events that allow locked tasks', async () => {
  const task = await aTask({ status: 'publishing' })
  await expect(add(userSource, scalar(task, 0, 1))).rejects.toMatchObject({ code: 'no_events_added' })
  expect(await add(userSource, scalar(task, 0, 1, { allow_locked: true }))).toMatchObject({ added: 1 })
})

test('an alias stands for its task', async () => {
  const task = await aTask()
  await world.db
    .insertInto('task_alias')
    .values({ alias: `${task}-alias`, company: 'acme', task })
    .execute()
  const { effects } = await add(userSource, scalar(`${task}-alias`, 0, 1), scalar(task, 1, 2))
  expect(effects.map((effect) => effect.task)).toEqual([task, task])
  expect(await curve(task)).toEqual({ name: 'train', x: [0, 1], y: [1, 2] })
})

test('events of models are stored under the model', async () => {
  await addModel(world, { id: 'model-draft', ready: 0 })
  await addModel(world, { id: 'model-ready', ready: 1 })
  const answer = await add(
    userSource,
    scalar('model-draft', 2, 1, { model_event: true }),
    scalar('model-ready', 2, 1, { model_event: true }),
  )
  expect(answer).toMatchObject({
    added: 1,
    errorsInfo: { 'The model is published: model-ready': 1 },
    effects: [{ task: 'model-draft', kind: 'model', lastIteration: 2 }],
  })
  expect(await curve('model-draft')).toMatchObject({ x: [2] })
})

test('a later event of equal identity overwrites the earlier one, within a batch and across batches', async () => {
  const task = await aTask()
  const identity = { task, metric: 'm', variant: 'v', iter: 4, timestamp: 1 }
  const plot = (text: string) => ({ ...identity, type: 'plot', plot_str: JSON.stringify({ text }) })
  const image = (url: string, key: string) => ({ ...identity, type: 'training_debug_image', url, key })
  const vector = (...values: number[]) => ({ ...identity, type: 'training_stats_vector', values })
  await add(
    userSource,
    scalar(task, 4, 1),
    scalar(task, 4, 2),
    plot('one'),
    plot('two'),
    image('a', 'k'),
    image('b', 'k'),
    image('c', 'other'),
    vector(1),
    vector(2),
  )
  expect((await allEvents({ task, eventType: 'plot' }, 10)).events).toMatchObject([{ plot_str: '{"text":"two"}' }])
  await add(userSource, scalar(task, 4, 3), plot('three'), image('d', 'k'), vector(3, 4))
  const { events, totals } = await allEvents({ task }, 10)
  expect(events).toMatchObject([
    { type: 'training_stats_scalar', value: 3 },
    { type: 'training_stats_vector', values: [3, 4] },
    { type: 'training_debug_image', url: 'd', key: 'k' },
    { type: 'training_debug_image', url: 'c', key: 'other' },
    { type: 'plot', plot_str: '{"text":"three"}', iter: 4 },
  ])
  expect(totals).toEqual([5])
})

test('values that are not finite are returned as such, and do not count for minimum and maximum', async () => {
  const task = await aTask()
  const body = `${JSON.stringify(scalar(task, 0, 1))}\n${['NaN', 'Infinity', '-Infinity'].map((value, i) => JSON.stringify(scalar(task, i + 1, 0)).replace('"value":0', `"value":${value}`)).join('\n')}`
  const { effects } = await world.telemetry.addBatch(world.scope, new TextEncoder().encode(body), userSource)
  expect(effects[0]!.metrics).toMatchObject([{ min: { value: 1 }, max: { value: 1 }, count: 1 }])
  expect(effects[0]!.lastIteration).toBe(3)
  expect(await curve(task)).toEqual({ name: 'train', x: [0, 1, 2, 3], y: [1, 'NaN', 'Infinity', '-Infinity'] })
  expect(await curve(task, 1)).toMatchObject({ y: [1] })
})

test('a curve is the union of its attempts, the later one winning, and a late old attempt changes nothing on the task', async () => {
  const task = await aTask()
  await add(fromAttempt(task, 1), ...[0, 1, 2, 3].map((i) => scalar(task, i, 10 + i)))
  await add(fromAttempt(task, 2), ...[2, 3, 4].map((i) => scalar(task, i, 20 + i)))
  const late = await add(fromAttempt(task, 1, false), scalar(task, 3, 13.5), scalar(task, 5, 15), logLine(task, 'late', 1))
  expect(late).toMatchObject({ added: 3, effects: [] })
  expect(await curve(task)).toEqual({ name: 'train', x: [0, 1, 2, 3, 4, 5], y: [10, 11, 22, 23, 24, 15] })
  expect((await allEvents({ task, eventType: 'training_stats_scalar' }, 2, 'desc')).events.map(({ value }) => value)).toEqual([
    15, 24, 23, 22, 11, 10,
  ])
  expect(
    await world.telemetry.taskLog(world.scope, { task, order: 'asc', navigateEarlier: true, batchSize: 10, attempt: 1 }),
  ).toMatchObject({ events: [{ msg: 'late', attempt: 1 }] })
  const thinned = await curve(task, 3)
  expect(thinned).toEqual({ name: 'train', x: [0, 2, 4], y: [10.5, 22.5, 19.5] })
})

test('a source that is no attempt overwrites what the latest attempt reported', async () => {
  const task = await aTask()
  await addAttempt(world, { task, number: 3 })
  await add(fromAttempt(task, 3), scalar(task, 0, 1))
  await add(userSource, scalar(task, 0, 2))
  await add(fromAttempt('another', 1, false), scalar(task, 0, 3))
  expect(await curve(task)).toMatchObject({ y: [2] })
})

test('curves with more points than samples are thinned to means of equal stretches, negative iterations included', async () => {
  const task = await aTask()
  await add(userSource, ...Array.from({ length: 100 }, (_, i) => scalar(task, i - 50, i)))
  const { x, y } = (await curve(task, 10))!
  expect(x).toEqual([-50, -40, -30, -20, -10, 0, 10, 20, 30, 40])
  expect(y).toEqual(x.map((start) => Number(start) + 50 + 4.5))
  expect((await curve(task, 100))!.x).toHaveLength(100)
  const byTime = await world.telemetry.histogram(world.scope, { task, key: 'iso_time', samples: 2000 })
  expect(byTime['loss']!['train']!.x[0]).toBe(new Date(950).toISOString())
})

test('iterations and times at both ends of their range still make a curve', async () => {
  const task = await aTask()
  await add(userSource, ...[-1e300, -5, 1e300].map((iter, i) => scalar(task, iter, i, { timestamp: [0, 8.64e15, -1][i] })))
  expect(await curve(task)).toMatchObject({ x: [-4e15, -5, 4e15], y: [0, 1, 2] })
  expect((await curve(task, 2))!.x.length).toBeLessThanOrEqual(2)
  const byTime = await world.telemetry.histogram(world.scope, { task, key: 'iso_time', samples: 2 })
  expect(byTime['loss']!['train']!.x[0]).toBe('1970-01-01T00:00:00.000Z')
})

test('metrics without iterations are listed apart from the curves', async () => {
  const task = await aTask()
  const other = await aTask()
  const summary = { metric: 'Summary', variant: 'accuracy', iter: -2147483648, timestamp: 77 }
  const { effects } = await add(fromAttempt(task, 1), scalar(task, 0, 0.5, summary), scalar(task, 1, 9))
  await add(fromAttempt(task, 2), scalar(task, 0, 0.75, summary))
  expect(effects[0]!.lastIteration).toBe(1)
  expect(await world.telemetry.singleValues(world.scope, [task, other])).toEqual(
    new Map([
      [task, [{ metric: 'Summary', variant: 'accuracy', value: 0.75, timestamp: 77 }]],
      [other, []],
    ]),
  )
  expect(Object.keys(await world.telemetry.histogram(world.scope, { task, key: 'iter', samples: 10 }))).toEqual(['loss'])
})

test('a log is read from its end, from its beginning, and line by line while it grows', async () => {
  const task = await aTask()
  await add(userSource, ...[1, 2, 3, 3, 4].map((time, i) => logLine(task, `line ${i}`, time)))
  const read = async (query: object) => {
    const { events, total, last } = await world.telemetry.taskLog(world.scope, {
      task,
      order: 'desc',
      navigateEarlier: true,
      batchSize: 2,
      ...query,
    })
    return { lines: events.map(({ msg }) => msg), total, last }
  }
  expect(await read({})).toEqual({ lines: ['line 4', 'line 3', 'line 2'], total: 5, last: 5 })
  expect(await read({ order: 'asc' })).toMatchObject({ lines: ['line 2', 'line 3', 'line 4'] })
  expect(await read({ fromTimestamp: 3 })).toMatchObject({ lines: ['line 1', 'line 0'] })
  expect(await read({ navigateEarlier: false, order: 'asc' })).toMatchObject({ lines: ['line 0', 'line 1'] })
  expect(await read({ navigateEarlier: false, order: 'asc', fromTimestamp: 2 })).toMatchObject({ lines: ['line 2', 'line 3'] })
  expect(await read({ after: 3, order: 'asc' })).toEqual({ lines: ['line 3', 'line 4'], total: 5, last: 5 })
  expect(await read({ after: 5, order: 'asc' })).toEqual({ lines: [], total: 5, last: 5 })
  await Promise.all(Array.from({ length: 5 }, (_, i) => add(userSource, logLine(task, `more ${i}`, 9), logLine(task, `and ${i}`, 9))))
  expect(await read({ after: 5, order: 'asc', batchSize: 100 })).toMatchObject({
    lines: [0, 1, 2, 3, 4].flatMap((i) => [`more ${i}`, `and ${i}`]),
    last: 15,
  })
})

test('scrolling returns every event once, in either order, whatever the page size', async () => {
  const task = await aTask()
  await add(
    userSource,
    ...Array.from({ length: 25 }, (_, i) => scalar(task, i, i, { variant: `v${i % 3}`, metric: i % 2 ? 'a' : 'b' })),
    ...Array.from({ length: 7 }, (_, i) => logLine(task, `line ${i}`, i)),
    ...Array.from({ length: 5 }, (_, i) => ({ type: 'plot', task, iter: i, metric: 'p', variant: 'q', plot_str: '{}' })),
  )
  const whole = await allEvents({ task }, 1000)
  expect(whole.events).toHaveLength(37)
  expect(whole.totals).toEqual([37])
  for (const size of [1, 5, 36, 37]) {
    expect((await allEvents({ task }, size)).events).toEqual(whole.events)
    expect((await allEvents({ task }, size, 'desc')).events).toEqual(whole.events.toReversed())
  }
  const chosen = await allEvents({ task, eventType: 'training_stats_scalar', metrics: [{ metric: 'a', variants: ['v1'] }] }, 2)
  expect(chosen.events.map(({ iter }) => iter)).toEqual([1, 7, 13, 19])
})

test('an unknown scroll id is refused', async () => {
  const task = await aTask()
  await add(userSource, scalar(task, 0, 1), scalar(task, 1, 1))
  const query = { task, order: 'asc', batchSize: 1 } as const
  await expect(world.telemetry.taskEvents(world.scope, { ...query, scrollId: 'nonsense' })).rejects.toMatchObject({
    code: 'invalid_scroll',
  })
  const { scroll_id } = await world.telemetry.taskEvents(world.scope, query)
  await expect(world.telemetry.taskEvents(world.scope, { ...query, task: await aTask(), scrollId: scroll_id })).rejects.toMatchObject({
    code: 'invalid_scroll',
  })
  await expect(world.telemetry.plots(world.scope, { tasks: [task], iters: 1, scrollId: scroll_id })).rejects.toMatchObject({
    code: 'invalid_scroll',
  })
  expect(await world.telemetry.taskEvents(world.scope, { order: 'asc', batchSize: 1, scrollId: scroll_id })).toMatchObject({
    events: [{ iter: 1 }],
  })
})

test('plots are shown by their latest iterations, a large answer in parts', async () => {
  const task = await aTask()
  const plot = (variant: string, iter: number, text = 'x') => ({
    type: 'plot',
    task,
    iter,
    metric: 'p',
    variant,
    plot_str: JSON.stringify(text),
    timestamp: iter,
  })
  await add(userSource, plot('a', 0), plot('a', 1), plot('a', 2), plot('b', 7))
  const shown = async (query: object) => {
    const answer = await world.telemetry.plots(world.scope, { tasks: [task], iters: 1, ...query })
    return { ...answer, plots: answer.plots.map(({ variant, iter }) => [variant, iter]) }
  }
  expect(await shown({})).toEqual({
    plots: [
      ['b', 7],
      ['a', 2],
    ],
    returned: 2,
    total: 2,
  })
  expect(await shown({ iters: 2, metrics: [{ metric: 'p', variants: ['a'] }] })).toMatchObject({
    plots: [
      ['a', 2],
      ['a', 1],
    ],
  })
  await add(userSource, plot('big', 0, 'y'.repeat(17 << 20)))
  await add(userSource, plot('bigger', 9, 'y'.repeat(17 << 20)))
  const first = await shown({})
  expect(first).toMatchObject({ plots: [['bigger', 9]], total: 4 })
  expect(await shown({ scrollId: first.scroll_id })).toEqual({
    plots: [
      ['b', 7],
      ['a', 2],
      ['big', 0],
    ],
    returned: 3,
    total: 4,
  })
  expect(await shown({ noScroll: true })).toMatchObject({ returned: 4 })
})

test('debug images are paged backwards through the iterations, until an empty page', async () => {
  const task = await aTask()
  const image = (iter: number, url = `u${iter}`) => ({
    type: 'training_debug_image',
    task,
    iter,
    metric: 'm',
    variant: 'v',
    url,
    timestamp: iter,
  })
  await add(userSource, ...[0, 1, 2, 3, 4].map((iter) => image(iter)), image(5, 'u0'))
  const pages: unknown[] = []
  let scrollId: string | undefined
  for (let page = 0; page < 4; page += 1) {
    const answer = await world.telemetry.samplePages(world.scope, {
      table: 'image',
      metrics: [{ task, metric: 'm' }],
      iters: 2,
      navigateEarlier: true,
      scrollId,
    })
    pages.push(answer.metrics[0]!.iterations.map(({ iter, events }) => [iter, ...events.map(({ url }) => url)]))
    scrollId = answer.scroll_id
  }
  expect(pages).toEqual([
    [
      [5, 'u0'],
      [4, 'u4'],
    ],
    [
      [3, 'u3'],
      [2, 'u2'],
    ],
    [[1, 'u1']],
    [],
  ])
})

test('removing a task’s events leaves those of other tasks, and log lines continue to be numbered', async () => {
  const task = await aTask()
  const other = await aTask()
  for (const id of [task, other])
    await add(
      userSource,
      scalar(id, 0, 1),
      logLine(id, 'x', 1),
      { type: 'plot', task: id, iter: 0, metric: 'p', variant: 'q', plot_str: '{}' },
      { type: 'training_debug_image', task: id, iter: 0, url: 'u' },
    )
  expect(await world.telemetry.remove([task])).toEqual({ removals: [], events: 0, images: new Map() })
  await transact({ ...world.scope, company: 'stranger' }, (tx) => scheduleEventRemoval(tx, [task]))
  expect(await world.telemetry.remove([task])).toMatchObject({ events: 0 })
  await transact(world.scope, (tx) => scheduleEventRemoval(tx, [task]))
  expect(await removeScheduledEvents({ ...world.scope, telemetry: world.telemetry }, [task])).toEqual({
    events: 4,
    images: new Map([[task, ['u']]]),
  })
  expect((await allEvents({ task }, 10)).events).toEqual([])
  expect((await allEvents({ task: other }, 10)).events).toHaveLength(4)
  await add(userSource, logLine(task, 'again', 2))
  expect(await world.telemetry.taskLog(world.scope, { task, order: 'asc', navigateEarlier: true, batchSize: 5, after: 1 })).toMatchObject({
    events: [{ msg: 'again' }],
    last: 2,
  })
})

test('events that are reported after a removal was scheduled stay, whenever the removal is carried out', async () => {
  const task = await aTask()
  const parts = { ...world.scope, telemetry: world.telemetry }
  const lines = async () => (await world.telemetry.taskLog(world.scope, { ...wholeLog, task })).events.map(({ msg }) => msg)
  await add(userSource, logLine(task, 'before', 1), scalar(task, 0, 1))
  await transact(world.scope, (tx) => scheduleEventRemoval(tx, [task]))
  await add(userSource, logLine(task, 'after', 2))
  expect([await lines(), await curve(task)]).toEqual([['after'], undefined])
  expect([(await removeScheduledEvents(parts)).events, await lines()]).toEqual([0, ['after']])
  expect(await areEventRemovals(parts)).toBe(false)
  await transact(world.scope, (tx) => scheduleEventRemoval(tx, [task]))
  expect([(await removeScheduledEvents(parts)).events, await lines()]).toEqual([1, []])
})

test('a batch that repeats a key stores nothing and gets the first answer, until the record of the key is deleted', async () => {
  const task = await aTask()
  const key = `key of ${task}`
  const send = (replaces = false) =>
    world.telemetry.addBatch(world.scope, linesOf(logLine(task, 'once', 1), scalar(task, 2, 1e308), scalar(task, 3, 1e308)), userSource, {
      key,
      replaces,
    })
  const lines = async () => (await world.telemetry.taskLog(world.scope, { ...wholeLog, task })).total
  const first = await send()
  expect(first).toMatchObject({ added: 3, effects: [{ lastIteration: 3, metrics: [{ sum: Infinity }], logged: true }] })
  expect([await send(), await lines()]).toEqual([first, 1])

  expect([(await send(true)).added, await lines()]).toEqual([3, 2])
  expect([(await send()).added, await lines()]).toEqual([3, 2])

  await world.telemetry.deleteBatchRecords({ keys: ['another', key] })
  expect([(await send()).added, await lines()]).toEqual([3, 3])
  await world.telemetry.deleteBatchRecords({ createdBefore: world.scope.now() })
  expect([(await send()).added, await lines()]).toEqual([3, 3])
  await world.telemetry.deleteBatchRecords({ createdBefore: world.scope.now() + 1 })
  expect([(await send()).added, await lines()]).toEqual([3, 4])
})

test('a batch that two threads receive at once is stored by one of them', async () => {
  const task = await aTask()
  await using other = await openTelemetry({ ...world.settings, onDeath: () => {} })
  const send = (telemetry: TestTelemetry['telemetry'], round: number) =>
    telemetry.addBatch(world.scope, linesOf(logLine(task, `round ${round}`, 1)), userSource, {
      key: `round ${round} of ${task}`,
      replaces: false,
    })
  for (let round = 0; round < 10; round += 1) {
    const [one, two] = await Promise.all([send(world.telemetry, round), send(other, round)])
    expect(one).toEqual(two)
  }
  expect((await world.telemetry.taskLog(world.scope, { ...wholeLog, task })).total).toBe(10)
})

test('events are not seen from another company, unless they are public', async () => {
  const task = await aTask()
  const shared = await aTask({ company: '' })
  await add(userSource, scalar(task, 0, 1))
  await world.telemetry.addBatch({ ...world.scope, company: '' }, linesOf(scalar(shared, 0, 1)), userSource)
  const stranger = { ...world.scope, company: 'stranger' }
  const query = { key: 'iter', samples: 10 } as const
  expect(await world.telemetry.histogram(stranger, { ...query, task })).toEqual({})
  expect(await world.telemetry.histogram(stranger, { ...query, task: shared })).toMatchObject({ loss: {} })
})

test('names and texts of any kind are returned unchanged', async () => {
  const task = await aTask()
  await add(
    userSource,
    scalar(task, 0, 1, { metric: '__proto__', variant: 'a.b $ü"\n' }),
    scalar(task, 0, 2, { metric: null, variant: 'nul\0' }),
    logLine(task, 'ünï\u0000\ud800', 1),
  )
  const curves = await world.telemetry.histogram(world.scope, { task, key: 'iter', samples: 10 })
  expect(Object.entries(curves).map(([metric, variants]) => [metric, Object.keys(variants)])).toEqual([
    ['', ['nul']],
    ['__proto__', ['a.b $ü"\n']],
  ])
  expect((await allEvents({ task, eventType: 'log' }, 1)).events).toMatchObject([{ msg: 'ünï\ufffd' }])
})
