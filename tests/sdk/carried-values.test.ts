import { join } from 'node:path'
import { type Connection, openConnection, PipelineController, type StepOptions, Task } from '@clearway/sdk'
import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'

const test = serverTest
  .extend('connection', { scope: 'file' }, ({ world }) => openConnection({ url: world.url, credentials: world.connection }))
  .extend(
    'pipeline',
    { scope: 'file' },
    ({ connection }) =>
      (name: string): PipelineController =>
        new PipelineController({ name, project: 'carried values', connection }),
  )
  .extend(
    'runHere',
    { scope: 'file' },
    ({ connection }) =>
      (pipe: PipelineController) =>
        runHere(pipe, connection),
  )

async function runHere(pipe: PipelineController, connection: Connection) {
  const end = await pipe.startLocally({ runStepsLocally: true })
  const { status, reason } = await end.wait()
  const form = JSON.parse(String((await end.task()).document.configuration?.['Pipeline']?.value)) as Record<
    string,
    { status: string; job_id: string }
  >
  const step = async (name: string) => Task.get({ id: form[name]!.job_id, connection })
  return { status, reason, step, statuses: Object.fromEntries(Object.entries(form).map(([name, node]) => [name, node.status])) }
}

const echo: Pick<StepOptions, 'script'> = { script: { command: 'true' } }

test('parameters of a step are passed in ClearML’s form, also lists, objects and infinities', async ({ pipeline, runHere }) => {
  const pipe = pipeline('forms')
    .addParameter('bound', Infinity)
    .addStep({
      name: 'one',
      ...echo,
      parameterOverride: {
        'General/list': [1, 'two'],
        'General/object': { a: [true] },
        'General/flag': false,
        'General/nothing': null,
        'General/limit': -Infinity,
        'General/bound': '${pipeline.bound}',
      },
    })
  const { step } = await runHere(pipe)
  expect(await (await step('one')).getParameters()).toEqual({
    'General/list': '[1,"two"]',
    'General/object': '{"a":[true]}',
    'General/flag': 'False',
    'General/nothing': '',
    'General/limit': '-inf',
    'General/bound': 'inf',
  })
})

test('a value that cannot be written as text is refused with its path before anything runs', async ({ api, pipeline }) => {
  const withValue = (value: unknown): PipelineController =>
    pipeline('refused').addStep({ name: 'one', ...echo, parameterOverride: { 'General/x': value as string } })
  await expect(withValue(undefined).startLocally()).rejects.toThrow("Parameter 'General/x of step one': it is undefined")
  await expect(withValue({ deep: [new Map()] }).startLocally()).rejects.toThrow('deep[0] is a Map')
  expect(() => pipeline('refused').addParameter('x', [Number.NaN])).toThrow("Parameter 'x': [0] is NaN")
  const { tasks } = await api.tasks.get_all({ type: ['controller'], name: '^refused', search_hidden: true, only_fields: ['id'] })
  expect(tasks).toEqual([])
})

test('an artifact that JSON cannot represent is refused, and none is registered', async ({ connection }) => {
  const task = await Task.create({ projectName: 'carried values', taskName: 'artifacts', connection })
  for (const value of [new Map([['a', 1]]), new Set([1]), new Error('x'), new Float64Array(2), { deep: [Number.NaN] }])
    await expect(task.uploadArtifact('lost', value)).rejects.toThrow("Artifact 'lost': ")
  expect(await task.artifacts.list()).toEqual([])
})

test('the pre-execute callback receives the parameters of the step’s task, and the values that it returns are passed on', async ({
  pipeline,
  runHere,
}) => {
  const seen: unknown[] = []
  const pipe = pipeline('resolved')
    .addParameter('epochs', 3)
    .addStep({ name: 'load', ...echo })
    .addStep({
      name: 'train',
      ...echo,
      parameterOverride: { 'General/from': '${load.id}', 'General/epochs': '${pipeline.epochs}' },
      preExecute: ({ parameters }) => {
        seen.push(parameters)
        return { ...parameters, 'General/extra': [1] }
      },
    })
  const { step } = await runHere(pipe)
  const given = { 'General/from': (await step('load')).id, 'General/epochs': '3' }
  expect(seen).toEqual([given])
  expect(await (await step('train')).getParameters()).toEqual({ ...given, 'General/extra': '[1]' })
})

test('an error in a callback and a reference to a missing value are reported differently', async ({ pipeline, runHere }) => {
  const breaks = pipeline('breaks').addStep({
    name: 'one',
    ...echo,
    preExecute: () => {
      throw new Error('out of luck')
    },
  })
  expect((await runHere(breaks)).reason).toContain('its pre-execute callback broke: out of luck')
  const dangling = pipeline('dangling')
    .addStep({ name: 'load', ...echo })
    .addStep({ name: 'one', ...echo, parameterOverride: { 'General/x': '${load.artifacts.none.url}' }, preExecute: () => true })
  const { reason } = await runHere(dangling)
  expect(reason).toContain("step 'load' has no artifact 'none'")
  expect(reason).not.toContain('callback')
})

test('a finished step whose artifact’s file is gone is run again', async ({ connection, pipeline, runHere }) => {
  const run = async () =>
    runHere(
      pipeline('cached')
        .addStep({ name: 'make', script: join(import.meta.dirname, 'programs', 'step.ts'), cacheExecutedStep: true })
        .addStep({ name: 'read', ...echo, parameterOverride: { 'General/url': '${make.artifacts.given.url}' } }),
    )
  const headers = { authorization: (await connection.login.header())! }
  const first = await run()
  expect((await run()).statuses).toMatchObject({ make: 'cached' })
  const { url } = await (await first.step('make')).artifacts.get('given')
  expect((await fetch(url, { method: 'DELETE', headers })).status).toBe(200)
  const again = await run()
  expect(again.statuses).toMatchObject({ make: 'completed', read: 'completed' })
  const address = (await (await again.step('read')).getParameters())['General/url']!
  expect((await fetch(address, { headers })).status).toBe(200)
})
