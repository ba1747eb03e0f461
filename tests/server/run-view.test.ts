import { defineStep } from '@clearway/engine'
import type { Api } from '@clearway/sdk/client'
import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { until } from '@clearway/testkit'
import { aFailedRun } from './a-run.ts'
import { aQueue, aTask } from './queued-tasks.ts'

interface Run {
  readonly id: string
  readonly append: (...events: readonly object[]) => Promise<void>
}

const at = Date.parse('2026-11-24T09:00:00Z')

/** A run of our controller with these steps, of which each waits for the one before it if `isChain`. */
async function aRun(api: Api, names: readonly string[], { isChain = true } = {}): Promise<Run> {
  const id = await aTask(api, 'controller')
  await api.tasks.started({ task: id })
  let seq = 0
  const append = async (...events: readonly object[]): Promise<void> => {
    const given = { run: id, expected_seq: seq, engine_version: 1, events: events.map((event) => ({ at, ...event })) }
    seq = (await api.runs.append(given)).seq
  }
  const steps = names.map((name, n) => [
    name,
    defineStep({ name, baseTask: 'base', retries: 1, parents: isChain && n > 0 ? [names[n - 1]!] : [] }),
  ])
  await append({ type: 'run_started', run: id, definition: { name: 'p', version: '1', parameters: {}, steps: Object.fromEntries(steps) } })
  return { id, append }
}

const test = serverTest

/** Waits until nothing has changed since: PostgreSQL repeats what has changed last while another transaction is open, in any database of its cluster. */
async function viewedNothing(api: Api, run: string, since: string): Promise<void> {
  let after = since
  await until(async () => {
    const next = await api.runs.view({ run, after })
    after = next.after
    return next.steps.length === 0
  })
}

test('a retried run has begun with its first start, in its view and in the list of runs', async ({ api }) => {
  const { run, queue } = await aFailedRun(api)
  const listed = async () =>
    (await api.tasks.get_all_ex({ id: [run], search_hidden: true, only_fields: ['id', 'begun', 'started'] })).tasks[0]
  const first = await listed()
  await api.runs.retry({ run, queue })
  await api.tasks.started({ task: run })
  const { begun, started } = (await api.runs.view({ run })).run
  expect(await listed()).toEqual({ id: run, begun: first?.begun, started })
  expect([begun, Date.parse(begun ?? '') < Date.parse(started ?? '')]).toEqual([first?.begun, true])
})

test('a run says its version, the code of its controller, and who started it', async ({ api }) => {
  const { user } = await api.users.get_current_user({})
  const script = { repository: 'https://example.com/iris.git', branch: 'main', version_num: '3f2c1ab9', diff: 'x' }
  const { id } = await api.tasks.create({ name: 'iris', type: 'controller', script, runtime: { version: '1.4' } })
  expect((await api.runs.view({ run: id })).run).toMatchObject({
    user: { id: user.id, name: user.name },
    version: '1.4',
    code: { repository: 'https://example.com/iris.git', branch: 'main', commit: '3f2c1ab9' },
  })
  const { run } = await api.runs.view({ run: (await aRun(api, [])).id })
  expect(run.version).toBeUndefined()
  expect(run.code).toBeUndefined()
})

test('a run is viewed whole at first, and then only what changed: by its events, and by the tasks of its steps', async ({ api }) => {
  const { id, append } = await aRun(api, ['a', 'b', 'c'])
  const first = await api.runs.view({ run: id })
  expect(first).toMatchObject({
    total: 3,
    fresh: true,
    more: false,
    run: { id, status: 'in_progress', begun: expect.any(String) as string, takes_code: true },
  })
  expect(first.steps.map(({ name, status, parents }) => [name, status, parents])).toEqual([
    ['a', 'queued', []],
    ['b', 'pending', ['a']],
    ['c', 'pending', ['b']],
  ])

  const idle = await api.runs.view({ run: id, after: first.after })
  expect(idle).toMatchObject({ fresh: false, more: false, total: 3 })
  await viewedNothing(api, id, first.after)

  const task = await aTask(api, 'training', { parent: id, script: { diff: 'x', entry_point: 'x.py' } })
  await append({ type: 'step_launched', step: 'a', attempt: 1, task })
  const launched = await api.runs.view({ run: id, after: idle.after })
  expect(launched.steps.find(({ name }) => name === 'a')).toMatchObject({ task, attempt: 1 })

  await api.tasks.enqueue({ task, queue: await aQueue(api) })
  await api.tasks.started({ task })
  const running = await api.runs.view({ run: id, after: launched.after })
  expect(running.steps.find(({ name }) => name === 'a')).toMatchObject({ status: 'running' })
  await viewedNothing(api, id, running.after)
})

test('a repeated step keeps the reason of each failed try', async ({ api }) => {
  const { id, append } = await aRun(api, ['a'])
  const tasks = [await aTask(api, 'training', { parent: id }), await aTask(api, 'training', { parent: id })]
  for (const [index, task] of tasks.entries()) {
    await append({ type: 'step_launched', step: 'a', attempt: index + 1, task })
    await api.tasks.started({ task })
    await api.tasks.failed({ task, status_reason: `exit code ${index + 1}` })
    await append({ type: 'step_status', step: 'a', attempt: index + 1, task, status: 'failed', reason: `exit code ${index + 1}` })
  }
  const { steps } = await api.runs.view({ run: id })
  expect(steps).toMatchObject([
    {
      name: 'a',
      status: 'failed',
      attempt: 2,
      task: tasks[1],
      reason: 'exit code 2',
      tries: [{ task: tasks[0], outcome: 'failed', reason: 'exit code 1' }],
    },
  ])
})

test('a long run comes in parts, and nothing that changes between them is missed', async ({ api }) => {
  const names = Array.from({ length: 25 }, (_, n) => `s${n}`)
  const { id, append } = await aRun(api, names, { isChain: false })
  const seen = new Map<string, string | undefined>()
  let [after, parts, task]: [string | undefined, number, string] = [undefined, 0, '']
  for (let more = true; more; parts += 1) {
    const part = await api.runs.view({ run: id, limit: 10, ...(after === undefined ? {} : { after }) })
    for (const step of part.steps) seen.set(step.name, step.task)
    expect([part.fresh, part.steps.length <= 10]).toEqual([parts === 0, true])
    ;({ after, more } = part)
    if (parts > 0) continue
    // Of the part that was read already.
    task = await aTask(api, 'training', { parent: id })
    await append({ type: 'step_launched', step: 's0', attempt: 1, task })
  }
  expect([parts, [...seen.keys()]]).toEqual([3, names])
  const next = await api.runs.view({ run: id, after: after! })
  expect(next.steps).toMatchObject([{ name: 's0', task }])
})

test('a mapped step stays where the parents of later steps lead to, and each step that it became names it', async ({ api }) => {
  const id = await aTask(api, 'controller')
  const mapped = defineStep({ name: 'each', baseTask: 'base', mapOver: '${pipeline.list}' })
  const best = defineStep({ name: 'best', baseTask: 'base', parents: ['each'] })
  const definition = { name: 'p', version: '1', parameters: { list: { value: [1, 2] } }, steps: { each: mapped, best } }
  await api.runs.append({ run: id, expected_seq: 0, engine_version: 1, events: [{ type: 'run_started', run: id, definition }] })
  const first = await api.runs.view({ run: id })
  const into = ['each-1', 'each-2'].map((name) => defineStep({ name, baseTask: 'base' }))
  await api.runs.append({ run: id, expected_seq: 1, engine_version: 1, events: [{ type: 'step_expanded', step: 'each', into }] })
  // A task of the name of the mapped step is none of its own.
  await aTask(api, 'training', { parent: id, name: 'each' })
  const next = await api.runs.view({ run: id, after: first.after })
  expect(first.steps.map(({ name, members }) => [name, members])).toEqual([
    ['each', undefined],
    ['best', undefined],
  ])
  expect(next.steps).toEqual([
    { name: 'each', status: 'running', parents: [], members: 2 },
    { name: 'each-1', status: 'queued', parents: [], group: 'each', attempt: 1 },
    { name: 'each-2', status: 'queued', parents: [], group: 'each', attempt: 1 },
  ])
  const { steps, total } = await api.runs.view({ run: id })
  const names = steps.map(({ name }) => name)
  expect(total).toBe(names.length)
  for (const { parents, group = 'each' } of steps) expect(names).toEqual(expect.arrayContaining([...parents, group]))
  // What is counted are the steps that run.
  expect((await api.runs.progress({ runs: [id] })).runs).toMatchObject([{ steps: 3 }])
})

test('a paused run is shown as paused until it is resumed', async ({ api }) => {
  const { id, append } = await aRun(api, ['a'])
  await append({ type: 'paused', reason: 'more data comes' })
  const paused = await api.runs.view({ run: id })
  expect(paused.run.paused).toEqual({ reason: 'more data comes', at })
  await append({ type: 'resumed' })
  expect((await api.runs.view({ run: id, after: paused.after })).run).not.toHaveProperty('paused')
})

test('a run that was reset begins again, whatever the caller knows of the one before', async ({ api }) => {
  const { id } = await aRun(api, ['a', 'b'])
  const { after } = await api.runs.view({ run: id })
  await api.tasks.reset({ task: id, force: true })
  expect(await api.runs.view({ run: id, after })).toMatchObject({ fresh: true, steps: [], total: 0 })
})

test('a Python pipeline is viewed from what its controller stores on its task', async ({ api }) => {
  const id = await aTask(api, 'controller')
  const step = await aTask(api, 'training', { parent: id, name: 'train' })
  const dag = { data: { status: 'cached', parents: [], executed: 'gone' }, train: { status: 'queued', parents: ['data'], job_id: step } }
  const configuration = { Pipeline: { name: 'Pipeline', value: JSON.stringify(dag) } }
  await api.tasks.edit({ task: id, configuration })
  const { after, ...whole } = await api.runs.view({ run: id })
  // Its program makes the tasks of its steps.
  expect(whole.run.takes_code).toBe(false)
  expect(whole.steps.map(({ name, status }) => [name, status])).toEqual([
    ['data', 'cached'],
    ['train', 'queued'],
  ])
  await api.tasks.started({ task: step })
  const { steps } = await api.runs.view({ run: id, after })
  // PostgreSQL may repeat older changes while another transaction is open.
  expect(steps.find(({ name }) => name === 'train')).toMatchObject({ status: 'running', task: step })
})

test('a step has the names of what it takes from its parents, in a run of our controller and in a Python pipeline', async ({ api }) => {
  const { id, append } = await aRun(api, ['load', 'wait'], { isChain: false })
  const parameters = { 'Args/rows': '${load.artifacts.rows.url}' }
  const definition = defineStep({ name: 'fit', baseTask: 'base', parents: ['wait'], parameters })
  // The references of a step that comes later are read as well.
  await append({ type: 'step_added', definition })
  const { steps } = await api.runs.view({ run: id })
  expect(steps.map(({ name, parents, references }) => [name, parents, references])).toEqual([
    ['load', [], undefined],
    ['wait', [], undefined],
    ['fit', ['wait', 'load'], { load: ['rows'] }],
  ])

  const python = await aTask(api, 'controller')
  const dag = {
    load: { parents: null, parameters: null, queue: 7 },
    fit: { parents: ['load'], parameters: { 'kwargs_artifacts/rows': '${load.id}.rows' }, task_overrides: null },
  }
  await api.tasks.edit({ task: python, configuration: { Pipeline: { name: 'Pipeline', value: JSON.stringify(dag) } } })
  const viewed = await api.runs.view({ run: python })
  expect(viewed.steps.map(({ references }) => references)).toEqual([undefined, { load: ['rows'] }])
})

test('other tasks, unknown ones and cursors that are none are refused by name', async ({ api }) => {
  const [task, run] = [await aTask(api), await aTask(api, 'controller')]
  await expect(api.runs.view({ run: task })).rejects.toMatchObject({ code: 'not_a_run' })
  await expect(api.runs.view({ run: '0'.repeat(32) })).rejects.toMatchObject({ code: 'task_not_found' })
  await expect(api.runs.view({ run, after: 'x' })).rejects.toMatchObject({ code: 'invalid_request', details: { field: 'after' } })
})
