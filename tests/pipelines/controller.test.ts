import { database, startAgentProcess, startServer, type World } from '@clearway/testkit'
import { type Connection, openConnection, PipelineController, type PipelineOptions, runResult, Task } from '@clearway/sdk'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ended, logOf, standing, stepsOf, submit } from './pipeline-world.ts'
import { pipe as ofFunctions, seen } from './programs/function-steps.ts'
import monitored, { changes } from './programs/functions/monitored.ts'

let world: World
let connection: Connection

beforeAll(async () => {
  world = await startServer(database)
  const { accessKey, secretKey } = world.connection
  vi.stubEnv('CLEARWAY_URL', world.url)
  vi.stubEnv('CLEARML_API_ACCESS_KEY', accessKey)
  vi.stubEnv('CLEARML_API_SECRET_KEY', secretKey)
  connection = await openConnection({ url: world.url, credentials: world.connection })
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await world[Symbol.asyncDispose]()
})

/** A pipeline of one step that does nothing. */
function pipelineOf(name: string, options: Partial<PipelineOptions> = {}, command = 'true'): PipelineController {
  return new PipelineController({ name, project: 'controllers', connection, ...options }).addStep({ name: 'one', script: { command } })
}
const versionOf = async (id: string): Promise<unknown> => (await Task.get({ id, connection })).document.runtime?.['version']

test('functions of the program are steps, and take the results of others', async () => {
  const run = await ofFunctions.startLocally({ runStepsLocally: true })
  const tasks = await stepsOf(world.api, run.id)
  expect(
    (await run.wait()).status,
    JSON.stringify(tasks.map(({ name, status_reason, status_message }) => [name, status_reason, status_message])),
  ).toBe('completed')
  const idOf = (name: string): string => tasks.find((task) => task.name === name)!.id
  expect(await runResult(connection, idOf('load'))).toEqual({ rows: [0, 1, 2], label: '3' })
  expect(await runResult(connection, idOf('sum'))).toBe(9)
  expect(tasks.map(({ name }) => name)).not.toContain('never')
  expect(await (await (await Task.get({ id: run.id, connection })).artifacts.get('label of load')).text()).toBe('3')
  expect(seen[0]).toBe('{"$step":"ADDRESS","path":["rows"]}')
  expect(seen.at(-1)).toBe('twice completed')
  expect(await ofFunctions.isSuccessful()).toBe(true)
  expect(await ofFunctions.wait()).toEqual({ status: 'completed', reason: '' })
})

test.each([
  [3, 'completed'],
  [1, 'failed'],
] as const)('a run gets the scalars, artifacts and models of its step that it monitors (%i rounds, %s)', async (rounds, status) => {
  changes.length = 0
  const run = await monitored.run({ rounds }, { debug: true, connection })
  expect((await run.wait()).status).toBe(status)
  const { api } = world
  const curves = await api.events.scalar_metrics_iter_histogram({ task: run.id })
  expect(curves['loss']).toEqual({
    train: { name: 'train', x: Array.from({ length: rounds }, (_, round) => round), y: [1, 1 / 2, 1 / 3].slice(0, rounds) },
  })
  const { tasks } = await api.events.get_task_single_value_metrics({ tasks: [run.id] })
  expect(tasks[0]?.values.map(({ variant, value }) => [variant, value])).toEqual([['final', 0.9]])
  const task = await Task.get({ id: run.id, connection })
  expect(await (await task.artifacts.get('final report')).json()).toEqual({ rounds })
  expect((await task.models()).output.map(({ name }) => name).toSorted()).toEqual(['weights-a', 'weights-b'])
  expect(task.document.models?.output.map(({ name }) => name)).toEqual(['weights-b', 'first'])
  expect(task.document.runtime?.['version']).toBe('1.0.0')
  expect(changes[0]).toMatch(/^train: pending → (queued|running)$/)
  expect(changes.at(-1)).toMatch(status === 'completed' ? /→ completed train$/ : /→ failed$/)
})

test('a pipeline without a version gets the next one when it has changed', async () => {
  const made = [
    await pipelineOf('versions').createDraft(),
    await pipelineOf('versions').createDraft(),
    await pipelineOf('versions', {}, 'false').createDraft(),
    await pipelineOf('versions', { version: '3.0' }).createDraft(),
    await pipelineOf('versions', { addRunNumber: false }).createDraft(),
  ]
  expect(await Promise.all(made.map(({ id }) => versionOf(id)))).toEqual(['1.0.0', '1.0.0', '1.0.1', '3.0', '3.0'])
  expect(await Promise.all(made.map(async (run) => (await run.task()).name))).toEqual([
    'versions',
    'versions #2',
    'versions #3',
    'versions #4',
    'versions',
  ])
  const get = async (version?: string): Promise<string> =>
    (await PipelineController.get({ name: 'versions', project: 'controllers', connection, ...(version === undefined ? {} : { version }) }))
      .id
  expect(await get('1.0.0')).toBe(made[1]?.id)
  expect(await get('1.0.1')).toBe(made[2]?.id)
  expect(await get()).toBe(made[4]?.id)
  await expect(get('9')).rejects.toThrow("There is no run of the pipeline 'versions' in project 'controllers' of version 9.")
  const step = (await Task.create({ projectName: 'controllers', taskName: 'no run', connection })).id
  await expect(PipelineController.get({ id: step, connection })).rejects.toThrow('is no run of a pipeline but of type training')
})

test('a draft and a clone wait to be enqueued, and are then driven as other runs', async () => {
  const draft = await pipelineOf('drafts', { targetProject: 'elsewhere', version: '1.2' }).createDraft()
  const clone = await PipelineController.clone(draft, { name: 'copies', version: '1.3', comment: 'a copy' })
  const task = await clone.task()
  expect([draft.role, clone.role, task.name, task.status, task.document.comment, task.document.runtime]).toEqual([
    'made',
    'made',
    'copies',
    'created',
    'a copy',
    { progress: '0', version: '1.3' },
  ])
  expect((await PipelineController.get({ name: 'copies', project: 'controllers', connection })).id).toBe(clone.id)
  expect(await clone.isSuccessful()).toBe(false)
  const run = await clone.enqueue()
  const { projects } = await world.api.projects.get_all({ name: '^elsewhere$', only_fields: ['id'] })
  const [step] = await stepsOf(world.api, run.id)
  expect([step?.name, step?.status, step?.project]).toEqual(['one', 'queued', projects[0]?.id])
  await run.stop()
  expect((await run.wait({ timeoutSeconds: 60 })).status).toBe('stopped')
  expect([await run.isSuccessful(), await run.isSuccessful({ failCondition: 'failed' })]).toEqual([false, true])
})

test('a run that goes on in spite of a failed step is successful if steps do not count', async () => {
  const pipe = pipelineOf('tolerant').addStep({ name: 'bad', script: { command: 'exit 1' }, continueOnFail: true })
  await expect(pipe.wait()).rejects.toThrow("There is no run of 'tolerant' to wait for")
  const run = await pipe.startLocally({ runStepsLocally: true })
  expect(
    await Promise.all([run.isSuccessful(), run.isSuccessful({ failOnStepFail: false }), run.isSuccessful({ failCondition: 'aborted' })]),
  ).toEqual([false, true, true])
})

test('a run past the time limit that was set stops its steps, and fails', async () => {
  const pipe = pipelineOf('late', {}, 'sleep 1000').setPipelineExecutionTimeLimit(0.5)
  const run = await pipe.startLocally({ runStepsLocally: true })
  expect(await run.wait()).toEqual({ status: 'failed', reason: 'the run took longer than its time limit of 0.5 s' })
})

test('what needs the program is not given to the server', async () => {
  const copying = pipelineOf('copying').addStep({ name: 'two', script: { command: 'true' }, monitorArtifacts: ['data'] })
  await expect(copying.createDraft({ driver: 'server' })).rejects.toThrow("Step 'two' needs the pipeline's own program")
  const watched = pipelineOf('watched').addStep({ name: 'two', script: { command: 'true' }, statusChangeCallback: () => {} })
  await expect(watched.createDraft({ driver: 'server' })).rejects.toThrow("Step 'two' needs the pipeline's own program")
  const wrong = pipelineOf('wrong').addStep({ name: 'two', script: { command: 'true' }, monitorMetrics: ['loss'] as never })
  await expect(wrong.definition()).rejects.toThrow(`Step 'two': monitorMetrics holds "loss". Give ['title', 'series'], or two of these.`)
})

test('a program that starts its pipeline of functions whenever it is loaded runs on an agent', async () => {
  await using _agent = await startAgentProcess(world.connection, { queues: ['services', 'default'] })
  const { run } = await submit(world, 'function-steps-agent.ts')
  expect((await ended(world.api, run)).status, await standing(world.api, run)).toBe('completed')
  expect((await stepsOf(world.api, run)).map(({ name, status }) => [name, status])).toEqual([
    ['load', 'completed'],
    ['sum', 'completed'],
  ])
  expect(await logOf(world.api, run)).toContain('ended completed')
})
