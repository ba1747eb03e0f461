import { defineStep, type PipelineDefinition, toConfiguration } from '@clearway/engine'
import type { Api, ApiError } from '@clearway/sdk/client'
import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { fakeAgent } from './fake-agent.ts'
import { aTask } from './queued-tasks.ts'

const check = (api: Api, steps: Record<string, object>, more: object = {}) =>
  api.runs.check({
    pipeline: {
      name: 'checked',
      defaultQueue: 'default',
      steps: Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, { name, ...step }])),
    },
    ...more,
  })

const shown = (faults: readonly { readonly code: string; readonly step?: string }[]) => faults.map(({ code, step }) => [code, step])

test('all faults of a pipeline are answered at once: of its steps, base tasks, files and queues', async ({ api, world }) => {
  const base = await aTask(api)
  const gone = await aTask(api, 'training', {
    execution: { artifacts: [{ key: 'bundle', type: 'custom', mode: 'input', uri: `${world.url}/files/bundles/gone.mjs` }] },
  })
  const { errors } = await check(
    api,
    {
      first: { baseTask: base, queue: 'no such queue', parents: ['nobody'] },
      second: { baseTask: '0'.repeat(32), parameters: { 'Args/x': '${first.artifacts.rows.url} ${third.id} ${pipeline.rate}' } },
      third: { baseTask: gone, retries: -1 },
    },
    { queue: 'nor this one' },
  )
  expect(shown(errors)).toEqual([
    ['missing_parent', 'first'],
    ['unknown_pipeline_parameter', 'second'],
    ['bad_retries', 'third'],
    ['base_task_not_found', 'second'],
    ['file_not_found', 'third'],
    ['queue_not_found', undefined],
    ['queue_not_found', 'first'],
  ])
  expect(errors.at(-1)).toMatchObject({ field: 'queue', command: "clearway queue create 'no such queue'" })
})

test('an empty pipeline is refused, unless a program adds its steps', async ({ api }) => {
  expect(shown((await check(api, {})).errors)).toEqual([['no_steps', undefined]])
  expect((await check(api, {}, { dynamic: true })).errors).toEqual([])
})

test('a controller that could not run as it is to be started is not made', async ({ api }) => {
  const definition = {
    name: 'refused',
    version: '1',
    parameters: {},
    steps: { one: defineStep({ name: 'one', baseTask: '0'.repeat(32), parents: ['nobody'] }) },
  }
  const make = (steps: PipelineDefinition['steps'], runnable: object) =>
    api.tasks.create({ name: 'refused', type: 'controller', configuration: toConfiguration({ ...definition, steps }), runnable })
  const refused = async (steps: PipelineDefinition['steps'], runnable: object) => {
    const error = await make(steps, runnable).then(
      () => undefined,
      (thrown: ApiError) => thrown,
    )
    return [error?.code, shown((error?.details['faults'] ?? []) as { code: string; step?: string }[])]
  }
  expect(await refused(definition.steps, { queue: 'nor this one' })).toEqual([
    'invalid_pipeline',
    [
      ['missing_parent', 'one'],
      ['base_task_not_found', 'one'],
      ['queue_not_found', undefined],
    ],
  ])
  expect(await refused({}, {})).toEqual(['invalid_pipeline', [['no_steps', undefined]]])
  expect((await api.tasks.get_all({ name: '^refused$', search_hidden: true })).tasks).toEqual([])
  const steps = { one: defineStep({ name: 'one', baseTask: await aTask(api) }) }
  expect((await make(steps, { own_steps: true })).warnings).toEqual([])
})

test('an agent that is not there is a warning, with the command that starts one', async ({ api }) => {
  await api.queues.create({ name: 'gpu' })
  const base = await aTask(api)
  const steps = {
    one: { baseTask: base, queue: 'gpu', resources: { gpus: 1 } },
    two: { baseTask: base, queue: 'gpu', resources: { gpus: 1 } },
  }
  const before = await check(api, steps, { queue: 'services' })
  expect(before.errors).toEqual([])
  expect(shown(before.warnings)).toEqual([
    ['no_agent', undefined],
    ['no_agent', 'one'],
  ])
  expect(before.warnings.at(-1)).toMatchObject({
    command: 'clearway agent --queue gpu --gpus 0',
    message: expect.stringMatching(/'two' would wait/),
  })

  await fakeAgent(api, 'small', { queues: [await queueId(api, 'gpu')], light: 'any' }).claim({ slots: [{ slot: 0, gpus: 0 }] })
  expect(shown((await check(api, steps, { queue: 'services' })).warnings)).toEqual([['no_fitting_agent', 'one']])
  expect((await check(api, steps, { own_steps: true })).warnings).toEqual([])

  await fakeAgent(api, 'large', { queues: [await queueId(api, 'gpu')] }).claim({ slots: [{ slot: 0, gpus: 1 }] })
  expect((await check(api, steps, { queue: 'services' })).warnings).toEqual([])
})

test('a paused queue is a warning of its own, with the command that resumes it', async ({ api }) => {
  const { id } = await api.queues.create({ name: 'on hold' })
  const steps = { one: { baseTask: await aTask(api), queue: 'on hold' } }
  await api.queues.pause({ queue: id })
  const unserved = await check(api, steps)
  expect(shown(unserved.warnings)).toEqual([
    ['queue_paused', 'one'],
    ['no_agent', 'one'],
  ])
  expect(unserved.warnings[0]).toMatchObject({ field: 'queue', command: "clearway queue resume 'on hold'" })
  await fakeAgent(api, 'of the queue on hold', { queues: [id] }).claim()
  expect(shown((await check(api, steps)).warnings)).toEqual([['queue_paused', 'one']])
  await api.queues.resume({ queue: id })
  expect((await check(api, steps)).warnings).toEqual([])
})

test('a stored run is checked by its id, and a task that is no run is refused', async ({ api }) => {
  const run = await aTask(api, 'controller')
  expect(shown((await api.runs.check({ run, queue: 'lost queue' })).errors)).toEqual([['queue_not_found', undefined]])
  await expect(api.runs.check({ run: await aTask(api) })).rejects.toMatchObject({ code: 'not_a_run' })
  await expect(api.runs.check({})).rejects.toMatchObject({ code: 'invalid_request', details: { field: 'pipeline' } })
})

async function queueId(api: Api, name: string): Promise<string> {
  const { queues } = await api.queues.get_all({ name })
  return queues[0]!.id!
}
