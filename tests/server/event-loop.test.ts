import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { database, type ServerProcess, startServerProcess } from '@clearway/testkit'
import { createClient } from '@clearway/sdk/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { httpCall, type HttpAnswer, tokenOf } from './http-call.ts'

/**
 * No call may block the event loop for more than 250 ms, and twice that on a slow machine. Where the system says how long the server's main thread has
 * run, that is measured, which does not depend on what else runs; else the time that passes, of which a crowded machine may take ten times as much.
 */
const longestMilliseconds = process.platform === 'linux' ? 500 : 5_000

let world: AsyncDisposable & { readonly server: ServerProcess }
let url: string
let token: string
beforeAll(async () => {
  const folder = await database.fresh()
  const server = await startServerProcess(folder)
  world = {
    server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
  url = server.connection.url
  token = await tokenOf(url, server.connection)
})
afterAll(() => world?.[Symbol.asyncDispose]())

/** For how many milliseconds the server's main thread has run. */
async function ranFor(): Promise<number> {
  if (process.platform !== 'linux') return performance.now()
  const { pid } = world.server.process
  const [nanoseconds] = (await readFile(`/proc/${pid}/task/${pid}/schedstat`, 'utf8')).split(' ')
  return Number(nanoseconds) / 1e6
}

/** Makes a heavy call. Gives its answer, and the longest that the event loop ran meanwhile before it answered `debug.ping`. */
async function besides(action: string, body: unknown): Promise<{ readonly answer: HttpAnswer; readonly longest: number }> {
  let longest = 0
  let answered = false
  const heavy = httpCall(url, action, { token, body: JSON.stringify(body) }).finally(() => (answered = true))
  while (!answered) {
    const before = await ranFor()
    await httpCall(url, 'debug.ping', { body: '{}' })
    longest = Math.max(longest, (await ranFor()) - before)
    // Leaves the processor to the heavy call.
    await sleep(5)
  }
  return { answer: await heavy, longest }
}

const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => n.toString(16).padStart(32, '0'))
const params = (count: number, param: unknown) => ({ Args: Object.fromEntries(ids(count).map((name) => [name, param])) })

test.each<[name: string, action: string, body: unknown, code: string, field?: string]>([
  [
    '20,000 fields of a list',
    'tasks.get_all',
    { only_fields: ids(20_000).map((id) => `hyperparams.Args.${id}`) },
    'invalid_request',
    'only_fields',
  ],
  ['a million ids', 'tasks.get_all', { id: ids(1_000_000) }, 'body_too_large'],
  ['30,000 ids', 'tasks.get_all', { id: ids(30_000) }, 'invalid_request', 'id'],
  [
    '100,000 parameters',
    'tasks.create',
    { name: 'many', type: 'training', hyperparams: params(100_000, { value: '1' }) },
    'body_too_complex',
  ],
  [
    '20,000 parameters of one section',
    'tasks.create',
    { name: 'many', type: 'training', hyperparams: params(20_000, { value: '1' }) },
    'invalid_request',
    'hyperparams.Args',
  ],
  ['a name of 15 MB', 'tasks.create', { name: 'x'.repeat(15 << 20), type: 'training' }, 'invalid_request', 'name'],
  ['20,000 tasks to archive', 'tasks.archive', { tasks: ids(20_000) }, 'invalid_request', 'tasks'],
  ['a body that is wrong 400,000 times', 'tasks.edit', { task: 'x', tags: Array(400_000).fill(1) }, 'body_too_complex'],
  ['a body that is wrong 70,000 times', 'tasks.edit', { task: 'x', tags: Array(70_000).fill(1) }, 'invalid_request', 'tags'],
  [
    'a body that is wrong in 9,000 places',
    'tasks.create',
    { name: 'wrong', hyperparams: params(9_000, 7) },
    'invalid_request',
    `hyperparams.Args.${ids(1)[0]}`,
  ],
])('%s: refused, and others are answered meanwhile', async (_, action, body, code, field) => {
  const { answer, longest } = await besides(action, body)
  expect(answer).toMatchObject({ code, ...(field === undefined ? {} : { meta: { error_data: { field } } }) })
  expect(longest).toBeLessThan(longestMilliseconds)
})

test('large valid calls are carried out, and other calls are answered meanwhile', { timeout: 120_000 }, async () => {
  const api = createClient({ baseUrl: url, credentials: world.server.connection })
  const created = await besides('tasks.create', { name: 'large', type: 'training', hyperparams: params(10_000, { value: '1' }) })
  expect(created.answer.status).toBe(200)
  const diff = 'x = "é"\n'.repeat(600_000)
  const long = await besides('tasks.create', { name: 'long', type: 'training', script: { diff }, configuration: { net: { value: diff } } })
  const id = String(long.answer.data['id'])
  const { task } = await api.tasks.get_by_id({ task: id })
  expect(task.script?.diff === diff && task.configuration?.['net']?.value === diff).toBe(true)

  const events = Array.from({ length: 10_000 }, (_, n) => ({
    type: 'step_added',
    definition: { name: `step ${n}`, parents: [`step ${n - 1}`], parameters: { a: n, b: '${x.y}' } },
  }))
  const appended = await besides('runs.append', { run: id, expected_seq: 0, engine_version: 1, events })
  expect(appended.answer).toMatchObject({ status: 200, data: { seq: 10_000 } })

  const many = await Promise.all(Array.from({ length: 1_000 }, (_, n) => api.tasks.create({ name: `task ${n}`, type: 'training' })))
  const tasks = many.map(({ id }) => id)
  const listed = await besides('tasks.get_all', { id: tasks })
  expect(listed.answer.data['tasks']).toHaveLength(1_000)
  const archived = await besides('tasks.archive', { tasks })
  expect(archived.answer).toMatchObject({ status: 200, data: { archived: 1_000 } })
  for (const { longest } of [created, long, appended, listed, archived]) expect(longest).toBeLessThan(longestMilliseconds)
})

test('a list of tasks with long texts is answered completely up to a bound and refused by a named error beyond it, and other calls are answered meanwhile', async () => {
  const api = createClient({ baseUrl: url, credentials: world.server.connection })
  const diff = 'x'.repeat(15 << 20)
  const { id: first } = await api.tasks.create({ name: 'long text', type: 'training', script: { diff } })
  const tasks = [first]
  while (tasks.length < 9) tasks.push((await api.tasks.clone({ task: first })).id)
  const listed = await besides('tasks.get_all', { id: tasks.slice(0, 3) })
  const diffs = (listed.answer.data['tasks'] as { readonly script: { readonly diff: string } }[]).map(({ script }) => script.diff)
  expect(diffs.length === 3 && diffs.every((one) => one === diff)).toBe(true)
  const refused = await besides('tasks.get_all', { id: tasks })
  expect(refused.answer).toMatchObject({ status: 400, code: 'answer_too_large' })
  const narrowed = await besides('tasks.get_all', { id: tasks, only_fields: ['name', 'script.repository'] })
  expect(narrowed.answer.data['tasks']).toHaveLength(9)
  for (const { longest } of [listed, refused, narrowed]) expect(longest).toBeLessThan(longestMilliseconds)
})
