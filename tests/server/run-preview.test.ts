import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { aLiveRun } from './a-run.ts'
import { fakeAgent } from './fake-agent.ts'
import { aTask, statusOf, waitingIn } from './queued-tasks.ts'
import { aServerRun, runTask } from './server-run.ts'

test('a preview says which steps would come from the cache, as the run then does, and starts nothing', async ({ api }) => {
  const base = await aTask(api, 'training', { script: { binary: 'sh', diff: 'echo previewed' } })
  const steps = [
    { name: 'load', baseTask: base, cacheExecuted: true, parameters: { 'General/rows': '${pipeline.rows}' } },
    { name: 'train', baseTask: base, cacheExecuted: true, parameters: { 'General/from': '${load.id}' } },
    { name: 'other', baseTask: base, cacheExecuted: true, parameters: { 'General/of': 'its own' } },
    { name: 'report', baseTask: base, parents: ['train', 'other'] },
  ]
  const { run, queue, task } = await aServerRun(api, steps, { parameters: { rows: { value: 200, type: 'int', description: 'how many' } } })
  for (const step of ['load', 'train', 'report'] as const) {
    if (step === 'report') await runTask(api, (await task('other'))!)
    await runTask(api, (await task(step))!)
  }
  expect(await statusOf(api, run)).toBe('completed')
  const agent = fakeAgent(api, 'previewed', { queues: [queue], slots: 2 })
  await agent.claim()
  const { name: queueName } = (await api.queues.get_by_id({ queue })).queue
  const [load, train, other] = [await task('load'), await task('train'), await task('other')]
  const before = await api.tasks.get_all({ search_hidden: true, only_fields: ['id'] })

  expect(await api.runs.preview({ run })).toMatchObject({
    run,
    parameters: [{ name: 'rows', value: '200', type: 'int', description: 'how many' }],
    errors: [],
    warnings: [],
    steps: 4,
    cached: [
      { step: 'load', task: load },
      { step: 'other', task: other },
      { step: 'train', task: train },
    ],
    undecided: [],
    queues: [{ name: queueName, waiting: 0, slots: 2, free: 2, lanes: 0 }],
  })
  expect(await api.runs.preview({ run, parameters: { rows: 300 } })).toMatchObject({
    cached: [{ step: 'other', task: other }],
    undecided: ['train'],
  })
  expect((await api.runs.preview({ run, parameters: { rows: 'many', cols: 1 }, queue })).errors).toMatchObject([
    { code: 'bad_parameter', field: 'parameters.rows' },
    { code: 'unknown_parameter', field: 'parameters.cols' },
  ])
  expect(await api.tasks.get_all({ search_hidden: true, only_fields: ['id'] })).toEqual(before)
  expect(await waitingIn(api, queue)).toEqual([])

  const started = await api.runs.start({ run, parameters: { rows: 300 } })
  const view = await api.runs.view({ run: started.run })
  expect(Object.fromEntries(view.steps.map(({ name, status }) => [name, status]))).toEqual({
    load: 'queued',
    train: 'pending',
    other: 'cached',
    report: 'pending',
  })
})

test('a preview names all that is wrong, and what the run would wait for', async ({ api }) => {
  const { run, definition } = await aLiveRun(api)
  const ghost = (await api.queues.create({ name: 'nobody serves this' })).id
  const preview = await api.runs.preview({ run, queue: ghost })
  expect(preview).toMatchObject({ errors: [], queue: { id: ghost, name: 'nobody serves this' }, steps: 2 })
  expect(preview.warnings.map(({ code }) => code)).toEqual(['no_agent', 'no_agent'])
  expect(preview.queues).toMatchObject([{ name: 'nobody serves this', waiting: 0, slots: 0, free: 0 }, {}])
  await api.tasks.delete({ task: definition.steps['load']!.baseTask!, force: true })
  expect((await api.runs.preview({ run, queue: ghost })).errors).toMatchObject([
    { code: 'base_task_not_found', step: 'load' },
    { code: 'base_task_not_found', step: 'train' },
  ])
  await expect(api.runs.preview({ run, queue: 'no such' })).rejects.toMatchObject({ code: 'queue_not_found' })
  await expect(api.runs.preview({ run: await aTask(api) })).rejects.toMatchObject({ code: 'not_a_run' })
})

test('a light lane serves a queue of a preview where the run would put nothing but its controller', async ({ api }) => {
  const { run } = await aLiveRun(api)
  const [other, home] = [await api.queues.create({ name: 'of another agent' }), await api.queues.create({ name: 'of controllers' })]
  await fakeAgent(api, 'with-a-lane', { queues: [other.id], light: 'any' }).claim()
  const { queues } = await api.runs.preview({ run, queue: home.id })
  const lanes = Object.fromEntries(queues.map((queue) => [queue.name, queue.lanes]))
  expect(lanes).toEqual(Object.fromEntries(queues.map(({ name }) => [name, name === 'of controllers' ? 1 : 0])))
  expect(queues.length).toBe(2)
})
