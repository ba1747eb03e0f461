import type { Launch, Task } from '@clearway/contract'
import { expect, test } from 'vitest'
import { advance } from '../advance.ts'
import { defineStep } from '../definition.ts'
import type { StepDefinition } from '../definition.ts'
import { pendingCommands } from '../due.ts'
import type { RunEvent } from '../events.ts'
import { newRun } from '../run-state.ts'
import type { RunState } from '../run-state.ts'
import type { Host } from './host.ts'
import { Planner } from './planner.ts'

const data: Task = {
  id: 'data task',
  execution: { artifacts: [{ key: 'rows', uri: 'http://files/rows' }] },
  models: { input: [], output: [{ name: 'best', model: 'm' }] },
}
const base: Task = {
  id: 'base',
  script: { binary: 'python3', diff: 'print(1)' },
  container: { image: 'x' },
  hyperparams: { Args: { a: { section: 'Args', name: 'a', value: '1' } } },
}

const host: Host = {
  run: 'r',
  project: 'p',
  readTask: async (id) => (id === 'data task' ? data : { ...base, id }),
  readModels: async (ids) => ids.map((id) => ({ id, uri: `s3://${id}` })),
  findFinished: async () => [],
  findEarlier: async () => undefined,
  isFileGone: async () => false,
  md5: (text) => text,
  launch: async () => Promise.reject(new Error('nothing is launched here')),
  stop: async () => {},
  callbacks: () => ({}),
}

/** A run in which the step `data` has completed, and `step` is to be launched. */
function runWith(step: StepDefinition): RunState {
  const steps = { data: defineStep({ name: 'data', baseTask: 'base' }), [step.name]: step }
  const events: RunEvent[] = [
    { type: 'run_started', run: 'r', definition: { name: 'n', version: '1', parameters: { where: { value: 'gpu' } }, steps } },
    { type: 'step_status', step: 'data', attempt: 1, task: 'data task', status: 'completed' },
  ]
  return advance(newRun, events).state
}

async function launchOf(given: Partial<StepDefinition>): Promise<Launch> {
  const step = defineStep({ name: 'train', baseTask: 'base', parents: ['data'], ...given })
  const { name, queue, parameters } = step
  return new Planner(host).launch(runWith(step), { type: 'launch', step: name, attempt: 1, key: 'k', queue, parameters })
}

test('references are replaced in parameters, queue and overrides, and not in configurations', async () => {
  const launch = await launchOf({
    parameters: { 'Args/rows': '${data.artifacts.rows.url}', 'Args/weights': '${data.models.output.best.url}' },
    queue: '${pipeline.where}-queue',
    taskOverrides: { 'script.branch': '${pipeline.where}', 'container.arguments': '-v', tags: ['t'] },
    configurations: { net: { lr: 1 }, text: '${data.id}' },
  })
  expect(launch).toMatchObject({
    key: { run: 'r', step: 'train', attempt: 1 },
    parent: 'r',
    project: 'p',
    name: 'train',
    base_task: 'base',
    queue: 'gpu-queue',
    parameters: { 'Args/rows': 'http://files/rows', 'Args/weights': 's3://m' },
    script: { binary: 'python3', diff: 'print(1)', branch: 'gpu' },
    container: { image: 'x', arguments: '-v' },
    tags: ['t'],
    configurations: { net: '{"lr":1}', text: '${data.id}' },
  })
})

test('a step without a clone runs its base task, which keeps its name and project', async () => {
  const launch = await launchOf({ cloneTask: false, baseTask: 'own' })
  expect(launch.again).toBe('own')
  for (const absent of ['base_task', 'name', 'project', 'queue', 'script']) expect(launch).not.toHaveProperty(absent)
})

test('a task’s name has three characters at least', async () => {
  expect((await launchOf({ name: 'a' })).name).toBe('step a')
})

test('all that a result depends on is in the step’s hash: parameters, also those of the base task, overrides and configurations', async () => {
  const hashOf = async (given: Partial<StepDefinition>): Promise<unknown> => (await launchOf(given)).runtime?.['pipeline_job_hash']
  const plain = await hashOf({})
  expect(plain).toContain('"Args/a": "1"')
  expect(await hashOf({ name: 'another' })).toBe(plain)
  expect(await hashOf({ parameters: { 'Args/a': '1' } })).toBe(plain)
  for (const changed of [{ parameters: { 'Args/a': '2' } }, { taskOverrides: { 'script.diff': 'x' } }, { configurations: { net: 'x' } }])
    expect(await hashOf(changed)).not.toBe(plain)
})

test('the code of a step’s own counts instead of the bundle that it is part of, and its task states it', async () => {
  const launchOfBundle = (hash: string, step_code: string): Promise<Launch> => {
    const bundled = { ...base, execution: { artifacts: [{ key: 'bundle', mode: 'input' as const, hash }] }, runtime: { step_code } }
    const step = defineStep({ name: 'train', baseTask: 'base' })
    const planner = new Planner({ ...host, readTask: async (id) => ({ ...bundled, id }) })
    return planner.launch(runWith(step), { type: 'launch', step: 'train', attempt: 1, key: 'k', queue: undefined, parameters: {} })
  }
  const [one, same, changed] = await Promise.all([launchOfBundle('b', 'c'), launchOfBundle('b2', 'c'), launchOfBundle('b2', 'd')])
  expect(one.runtime?.['step_code']).toBe('c')
  expect(same.runtime?.['pipeline_job_hash']).toBe(one.runtime?.['pipeline_job_hash'])
  expect(changed.runtime?.['pipeline_job_hash']).not.toBe(one.runtime?.['pipeline_job_hash'])
})

test('the hash of a function’s step has the content of an artifact, and that of another step has its address, as in ClearML', async () => {
  const launchWith = (artifact: object, given: Partial<StepDefinition>): Promise<Launch> => {
    const made: Task = { ...data, execution: { artifacts: [{ key: 'result', uri: 'http://files/1', hash: 'h', ...artifact }] } }
    const planner = new Planner({ ...host, readTask: async (id) => (id === 'data task' ? made : { ...base, id }) })
    const step = defineStep({ name: 'train', baseTask: 'base', parents: ['data'], ...given })
    const parameters = { 'Args/rows': '{"$step":"${data.artifacts.result.url}"}', 'Args/a': '2' }
    return planner.launch(runWith(step), { type: 'launch', step: 'train', attempt: 1, key: 'k', queue: undefined, parameters })
  }
  const hashOf = async (artifact: object, given: Partial<StepDefinition> = { function: 'train' }): Promise<unknown> =>
    (await launchWith(artifact, given)).runtime?.['pipeline_job_hash']
  const first = await hashOf({})
  expect(await hashOf({ uri: 'http://files/2' })).toBe(first)
  expect(await hashOf({ hash: 'i' })).not.toBe(first)
  // A value that names files has a hash of its own, because its text names their addresses.
  expect(await hashOf({ hash: 'i', type_data: { data_hash: 'h' } })).toBe(first)
  expect(await hashOf({ uri: 'http://files/2' }, {})).not.toBe(await hashOf({}, {}))
  expect(await hashOf({ hash: 'i' }, {})).toBe(await hashOf({}, {}))
  const { parameters, runtime } = await launchWith({}, { function: 'train' })
  expect(parameters?.['Args/rows']).toBe('{"$step":"http://files/1"}')
  expect(runtime?.['step_inputs']).toBe('{"Args/rows":"{\\"$step\\":\\"content:h\\"}"}')
})

test('what cannot be planned is refused with its reason', async () => {
  await expect(launchOf({ parameters: { 'Args/rows': '${data.artifacts.lines.url}' } })).rejects.toThrow(
    "no artifact 'lines'. There is: rows.",
  )
  await expect(launchOf({ taskOverrides: { 'status.x': 1 } })).rejects.toThrow("'status.x' cannot be overridden")
})

test('a further attempt runs the same task after its wait, unless the step needs a new one', async () => {
  const train = defineStep({
    name: 'train',
    baseTask: 'base',
    parents: ['data'],
    retries: 1,
    retryBackoff: { seconds: 7, factor: 1, maxSeconds: 7 },
  })
  const ended = (status: 'failed' | 'completed', attempt: number): RunEvent => ({
    type: 'step_status',
    step: 'train',
    attempt,
    task: `t${attempt}`,
    status,
  })
  const requestIn = async (state: RunState): Promise<Launch> => {
    const command = pendingCommands(state).find(({ type }) => type === 'launch') as Parameters<Planner['launch']>[1]
    return new Planner(host).launch(state, command)
  }
  const again = advance(runWith(train), [ended('failed', 1)]).state
  expect(await requestIn(again)).toMatchObject({ key: { attempt: 2 }, again: 't1', delay_seconds: 7 })
  const anew = advance(again, [ended('completed', 2), { type: 'steps_retried', steps: ['train'] }]).state
  const request = await requestIn(anew)
  expect(request).toMatchObject({ key: { attempt: 3 }, base_task: 'base', name: 'train' })
  expect([request.again, request.delay_seconds]).toEqual([undefined, undefined])
})
