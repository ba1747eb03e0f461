import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { graphConfiguration } from '@clearway/engine'
import { database, startServer, until } from '@clearway/testkit'
import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { aTask, statusOf, taskOf, waitingIn } from './queued-tasks.ts'
import { aServerDraft, aServerRun, runTask, shownSteps } from './server-run.ts'

test('a run that the server drives starts at once, and the end of a step starts the next one', async ({ api }) => {
  const { run, queue, task, statuses } = await aServerRun(api, [
    { name: 'first' },
    { name: 'second', parameters: { 'General/of': '${first.id}' } },
  ])
  expect(await taskOf(api, run)).toMatchObject({ status: 'in_progress', driver: 'server', status_message: 'driven by the server' })
  const first = (await task('first'))!
  expect(await waitingIn(api, queue)).toEqual([first])
  await api.tasks.started({ task: first })
  await api.tasks.completed({ task: first })
  expect(await statuses()).toEqual({ first: 'completed', second: 'queued' })
  const second = (await task('second'))!
  expect((await taskOf(api, second)).hyperparams?.['General']?.['of']?.value).toBe(first)
  await runTask(api, second)
  expect(await taskOf(api, run)).toMatchObject({ status: 'completed', runtime: { version: '1', progress: '100' } })
  expect(await shownSteps(api, run)).toMatchObject({ first: { executed: first }, second: { executed: second, status: 'completed' } })
})

test('a run of a function’s graph ends with the result, which names what the steps have stored; without these it fails', async ({
  api,
  world,
}) => {
  const start = async (result: string) => {
    const { run, queue } = await aServerDraft(api, [{ name: 'load' }])
    const graph = graphConfiguration({ arguments: {}, result, files: `${world.url}/files/graphs/graph.` })
    await api.tasks.edit_configuration({
      task: run,
      configuration: Object.entries(graph).map(([name, stored]) => ({ ...stored, name })),
    })
    await api.tasks.enqueue({ task: run })
    const [load] = (await waitingIn(api, queue)).map(String)
    const artifact = {
      key: 'result',
      type: 'JSON',
      mode: 'output' as const,
      uri: `${world.url}/files/a/load.${load}/artifacts/result/result.json`,
    }
    await api.tasks.started({ task: load ?? '' })
    await api.tasks.add_or_update_artifacts({ task: load ?? '', artifacts: [artifact], force: true })
    await api.tasks.completed({ task: load ?? '' })
    await until(async () => (await statusOf(api, run)) !== 'in_progress')
    return { run: await taskOf(api, run), address: artifact.uri }
  }
  const { run, address } = await start('{"rows":{"$step":"${load.artifacts.result.url}","path":["rows"]}}')
  const text = `{"rows":{"$step":"${address}","path":["rows"]}}`
  expect(run.status).toBe('completed')
  expect(run.execution?.artifacts).toEqual([
    expect.objectContaining({
      key: 'result',
      uri: `${world.url}/files/graphs/graph.${run.id}/artifacts/result/result.json`,
      content_size: text.length,
      type_data: expect.objectContaining({ preview: text }) as unknown,
    }),
    expect.objectContaining({ key: 'result.1', uri: address }),
  ])
  const { run: failed } = await start('{"$step":"${load.artifacts.table.url}"}')
  expect(failed).toMatchObject({
    status: 'failed',
    status_message: expect.stringContaining("step 'load' has no artifact 'table'") as string,
  })
  expect(failed.execution?.artifacts).toEqual([])
})

test('a run whose result cannot be stored keeps no other from going on, and ends once it can', async () => {
  await using own = await startServer(database, { settings: { logLevel: 'silent' } })
  const { api } = own
  // Files where the folders of the blobs are to be.
  const taken = Array.from({ length: 256 }, (_, n) => join(own.database.folder, 'files/blobs', n.toString(16).padStart(2, '0')))
  for (const path of taken) await writeFile(path, '')
  const { run, queue } = await aServerDraft(api, [{ name: 'load' }])
  const graph = graphConfiguration({ arguments: {}, result: '7', files: `${own.url}/files/graphs/graph.` })
  await api.tasks.edit_configuration({ task: run, configuration: Object.entries(graph).map(([name, stored]) => ({ ...stored, name })) })
  await api.tasks.enqueue({ task: run })
  const [load = ''] = (await waitingIn(api, queue)).map(String)
  await runTask(api, load)
  const wide = await aServerRun(
    api,
    Array.from({ length: 40 }, (_, n) => ({ name: `step ${n}` })),
  )
  await expect.poll(async () => Object.keys(await wide.statuses()).length).toBe(40)
  expect(await statusOf(api, run)).toBe('in_progress')
  for (const path of taken) await rm(path)
  await expect.poll(() => statusOf(api, run)).toBe('completed')
})

test('a wide run launches all its steps, and ends with its last one', async ({ api }) => {
  const names = Array.from({ length: 60 }, (_, n) => `step ${n}`)
  const { run, queue } = await aServerRun(api, [...names.map((name) => ({ name })), { name: 'join', parents: names }])
  await until(async () => (await waitingIn(api, queue)).length === 60)
  for (const task of await waitingIn(api, queue)) await runTask(api, String(task))
  const [last, ...others] = await waitingIn(api, queue)
  expect(others).toEqual([])
  await runTask(api, String(last))
  expect(await statusOf(api, run)).toBe('completed')
  const { events } = await api.runs.get({ run })
  expect(events.filter(({ event }) => event['type'] === 'step_launched').length).toBe(61)
})

test('a failed step is tried again in the same task, then fails the run with its reason', async ({ api }) => {
  const { run, task, statuses } = await aServerRun(api, [
    { name: 'bad', retries: 1 },
    { name: 'after', parents: ['bad'] },
  ])
  const bad = (await task('bad'))!
  await runTask(api, bad, 'failed')
  expect(await statuses()).toEqual({ bad: 'queued' })
  await runTask(api, bad, 'failed')
  expect(await taskOf(api, run)).toMatchObject({
    status: 'failed',
    status_reason: 'pipeline step failed',
    status_message: "Step 'bad' failed: it failed",
  })
})

test('a step whose task is deleted has failed', async ({ api }) => {
  const { run, task } = await aServerRun(api, [{ name: 'gone' }])
  await api.tasks.delete({ task: (await task('gone'))!, force: true })
  expect(await taskOf(api, run)).toMatchObject({ status: 'failed', status_message: "Step 'gone' failed: its task was deleted" })
})

test('a launch that is refused fails its step alone, and leaves nothing', async ({ api }) => {
  const { run, statuses } = await aServerRun(
    api,
    [
      { name: 'nowhere', queue: '${pipeline.where}', continueOnFail: true },
      { name: 'fine' },
      { name: 'unresolved', parameters: { 'General/x': '${fine.artifacts.nothing.url}' } },
    ],
    { parameters: { where: { value: 'no such queue' } } },
  )
  expect(await statuses()).toEqual({ fine: 'queued' })
  await runTask(api, String((await api.tasks.get_all({ parent: [run], search_hidden: true })).tasks[0]?.id))
  const { status, status_message } = await taskOf(api, run)
  expect([status, status_message]).toEqual(['failed', expect.stringContaining("Step 'unresolved' failed")])
  expect(await shownSteps(api, run)).toMatchObject({ nowhere: { status: 'failed', executed: false } })
})

test('a step that is cached reuses the task that has its hash, as long as its files are there', async ({ api }) => {
  const base = await aTask(api, 'training', { script: { binary: 'sh', diff: 'echo cached' } })
  const step = { name: 'cached', baseTask: base, cacheExecuted: true }
  const first = await aServerRun(api, [step])
  await runTask(api, (await first.task('cached'))!)
  const second = await aServerRun(api, [step])
  expect(await statusOf(api, second.run)).toBe('completed')
  expect(await shownSteps(api, second.run)).toMatchObject({ cached: { status: 'cached', executed: await first.task('cached') } })
  const other = { ...step, parameters: { 'General/seed': '2' } }
  const third = await aServerRun(api, [other])
  const task = (await third.task('cached'))!
  await api.tasks.started({ task })
  await api.tasks.add_or_update_artifacts({ task, artifacts: [{ key: 'gone', uri: 'http://localhost:8081/no/such/file' }], force: true })
  await api.tasks.completed({ task })
  const fourth = await aServerRun(api, [other])
  expect(await fourth.statuses()).toEqual({ cached: 'queued' })
})

test('a mapped step becomes one step for each element', async ({ api }) => {
  const { run, statuses, task } = await aServerRun(
    api,
    [
      { name: 'each', mapOver: '${pipeline.list}' },
      { name: 'after', parents: ['each'] },
    ],
    {
      parameters: { list: { value: ['a', 'b'] } },
    },
  )
  expect(await statuses()).toEqual({ 'each-1': 'queued', 'each-2': 'queued' })
  for (const name of ['each-1', 'each-2', 'after']) await runTask(api, (await task(name))!)
  expect(await statusOf(api, run)).toBe('completed')
})

test('a step that runs longer than its time limit is stopped', async ({ api }) => {
  const { run, task } = await aServerRun(api, [{ name: 'slow', timeoutSeconds: 0.2 }])
  const slow = (await task('slow'))!
  await api.tasks.started({ task: slow })
  await until(async () => (await statusOf(api, run)) === 'failed')
  expect(await taskOf(api, slow)).toMatchObject({ status: 'stopped', status_reason: 'ran longer than 0.2 s' })
})

test('a run that takes longer than its time limit fails, and its steps are stopped', async ({ api }) => {
  const { run, statuses } = await aServerRun(api, [{ name: 'slow' }], { timeLimitSeconds: 0.3 })
  await until(async () => (await statusOf(api, run)) === 'failed')
  expect(await statuses()).toEqual({ slow: 'stopped' })
})

test('a pipeline as a step is driven as well', async ({ api }) => {
  const inner = await aServerDraft(api, [{ name: 'innermost' }])
  const { run, statuses } = await aServerRun(api, [
    { name: 'inner', baseTask: inner.run },
    { name: 'after', parents: ['inner'] },
  ])
  expect(await statuses()).toEqual({ inner: 'in_progress' })
  const [task] = await waitingIn(api, inner.queue)
  await runTask(api, String(task))
  expect(await statuses()).toEqual({ inner: 'completed', after: 'queued' })
  expect(await statusOf(api, run)).toBe('in_progress')
})

test('a pipeline that cannot run, or needs its program, is refused and stays a draft', async ({ api }) => {
  for (const [steps, fault] of [
    [
      [
        { name: 'one', parents: ['two'] },
        { name: 'two', parents: ['one'] },
      ],
      'cycle',
    ],
    [[{ name: 'one', hasPostExecute: true }], 'needs_program'],
  ] as const) {
    const { run } = await aServerDraft(api, steps)
    await expect(api.tasks.enqueue({ task: run })).rejects.toMatchObject({
      code: 'invalid_pipeline',
      details: { faults: [expect.objectContaining({ code: fault })] },
    })
    expect(await taskOf(api, run)).toMatchObject({ status: 'created' })
  }
  const none = await aTask(api, 'controller', { driver: 'server' })
  await expect(api.tasks.enqueue({ task: none })).rejects.toMatchObject({ code: 'invalid_pipeline' })
})

test('no process can append to a run that the server drives', async ({ api }) => {
  const { run } = await aServerRun(api, [{ name: 'one' }])
  await expect(api.runs.append({ run, expected_seq: 2, engine_version: 2, events: [{ type: 'x' }] })).rejects.toMatchObject({
    code: 'driven_by_server',
  })
})

test('a run says who drives it and for what it waits', async ({ api }) => {
  const { run, task } = await aServerRun(api, [{ name: 'one' }])
  const { text, waits_for } = await api.tasks.explain({ task: run })
  expect(text).toMatch(/^The server drives it and waits for ‘one’\./)
  expect(waits_for).toMatchObject([{ id: await task('one'), status: 'queued', wait: { reason: 'unserved' } }])
})
