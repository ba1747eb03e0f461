import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join as joinPath } from 'node:path'
import { database, startServer, type World } from '@clearway/testkit'
import { type Connection, openConnection, type Pipeline, pipeline, RunFailed, step } from '@clearway/sdk'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import branch from './programs/functions/branch.ts'
import cached from './programs/functions/cached.ts'
import cards from './programs/functions/cards.ts'
import copied from './programs/functions/copied.ts'
import failing from './programs/functions/failing.ts'
import graph from './programs/functions/graph.ts'
import innerRun from './programs/functions/inner-run.ts'
import innerSteps from './programs/functions/inner-steps.ts'
import join from './programs/functions/join.ts'
import limit from './programs/functions/limit.ts'
import loop from './programs/functions/loop.ts'
import map from './programs/functions/map.ts'
import nested from './programs/functions/nested.ts'
import { parted, plain as plainPrograms, whole } from './programs/functions/parts.ts'
import plain from './programs/functions/plain.ts'
import retries from './programs/functions/retries.ts'
import sameInput from './programs/functions/same-input.ts'
import sameName from './programs/functions/same-name.ts'
import { addBaseTask, logOf, overlap, stepsOf } from './pipeline-world.ts'

let world: World
let connection: Connection

beforeAll(async () => {
  world = await startServer(database)
  connection = await openConnection({ url: world.url, credentials: world.connection })
  await addBaseTask(world.connection, 'true')
})
afterAll(() => world[Symbol.asyncDispose]())

/** Runs a pipeline in this process, its steps included, and gives the statuses of its steps by their names, and its result. */
async function debugged<P, R>(made: Pipeline<P, R>, parameters: P) {
  const run = await made.run(parameters, { debug: true, connection })
  const end = await run.wait()
  const steps = (await stepsOf(world.api, run.id)).map(({ name, status }) => [name, status])
  return { run, end, steps: Object.fromEntries(steps) as Record<string, string> }
}

test('a branch on awaited values, with parts of results as inputs', async () => {
  const { run, steps } = await debugged(branch, { rows: 10 })
  expect(await run.result()).toEqual({ text: 'best of 2: 2.5' })
  expect(steps).toEqual({ load: 'completed', fit: 'completed', 'fit-2': 'completed', report: 'completed' })
})

test('a map over a list', async () => {
  const { run, steps } = await debugged(map, { count: 8 })
  expect(await run.result()).toEqual({ sum: 140 })
  expect(Object.keys(steps)).toHaveLength(8)
})

test('a loop until a threshold, whose typed arrays go from step to step', async () => {
  const { run } = await debugged(loop, {})
  expect(await run.result()).toEqual({ rounds: 3, loss: 0.078125, weights: Float64Array.of(0.125, 0.25) })
})

test('a file goes from step to step, and its copies go with the attempts', async () => {
  const run = await copied.run({}, { local: true, connection })
  await run.wait()
  const { copy, text } = await run.result()
  expect([text, existsSync(copy)]).toEqual(['1\n2\n', false])
})

test('pipelines as steps, three deep', async () => {
  const { run, steps } = await debugged(nested, { n: 5 })
  expect(await run.result()).toEqual({ result: 16 })
  expect(steps).toEqual({ add: 'completed', middle: 'completed' })
})

test('a step that starts a pipeline and waits for it', async () => {
  const { run } = await debugged(innerRun, { n: 5 })
  expect(await run.result()).toBe(6)
})

test('inner runs of a local run share its jobs and its output, and each has the output of its own body in its log', async () => {
  const printed: string[] = []
  const run = await innerSteps.run(
    {},
    {
      local: true,
      jobs: 1,
      connection,
      onProgress: (progress) => {
        if (progress.type === 'output' && progress.text.includes('works on')) printed.push(`${progress.step}: ${progress.text.trim()}`)
      },
    },
  )
  expect(await run.result()).toEqual(['a1 a2', 'b1 b2'])
  expect(printed.toSorted()).toEqual([
    'inner > work-2: works on a2',
    'inner > work: works on a1',
    'inner-2 > work-2: works on b2',
    'inner-2 > work: works on b1',
  ])
  const inner = await stepsOf(world.api, run.id)
  expect((await Promise.all(inner.map(({ id }) => logOf(world.api, id)))).toSorted()).toEqual(['the body of a', 'the body of b'])
  const steps = (await Promise.all(inner.map(({ id }) => stepsOf(world.api, id)))).flat()
  const pairs = steps.flatMap((one, at) => steps.slice(at + 1).map((other) => overlap(one, other)))
  expect(pairs).toEqual(Array.from({ length: 6 }, () => false))
})

test('of the GPUs that a local run sees no two steps share one, and a step that needs more is refused', async () => {
  const folder = await mkdtemp(joinPath(tmpdir(), 'clearway-cards-'))
  const lines = ['0', '1', '2'].map((card) => `${card}, GPU-${card}, a card, 1, 0, 0, 0`).join('\\n')
  await writeFile(joinPath(folder, 'nvidia-smi'), `#!/bin/sh\nprintf '${lines}\\n'\n`, { mode: 0o755 })
  try {
    vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`).stubEnv('CUDA_VISIBLE_DEVICES', '1,2')
    const run = await cards.run({}, { local: true, connection })
    const { refused, ...given } = await run.result()
    expect(given).toEqual({ apart: ['1', '2'], together: '1,2' })
    expect(refused).toContain('It needs 3 GPUs, and this machine gives 2. Run it by the agent of a machine that has them.')
  } finally {
    vi.unstubAllEnvs()
    await rm(folder, { recursive: true })
  }
})

test('a clone of another program’s step runs that program, also where this one has a step of the same name', async () => {
  await debugged(map, { count: 1 })
  const { run } = await debugged(sameName, {})
  expect(await run.result()).toEqual([9, 'not the square of 3'])
})

test('one result gives a pipeline inside its parameters, and a property that a result lacks is undefined as a part', async () => {
  const { run, steps } = await debugged(whole, {})
  expect(await run.result()).toEqual({ rows: [10, 20], note: 'undefined' })
  expect(steps).toEqual({ 'pipeline.load': 'completed', inner: 'completed', text: 'completed' })
})

test('a program of another kind gets an awaited value as plain text, and is refused a part of a result, which has no address', async () => {
  const { run } = await debugged(plainPrograms, {})
  const step = (await stepsOf(world.api, run.id)).find(({ name }) => name === 'work')
  const given = Object.values(step?.hyperparams?.['Args'] ?? {}).map(({ name, value }) => [name, value])
  expect(Object.fromEntries(given)).toEqual({
    rows: '[1,2]',
    factor: '10',
    self: await run.result(),
    when: '1970-01-01T00:00:00.000Z',
    big: '1180591620717411303424',
    none: '[null]',
    $key: '{"$key":"inf"}',
  })
  const refused = await debugged(parted, {})
  expect(refused.end.reason).toMatch(
    /^TypeError: The input of step 'work': rows is the part rows of the result of step 'pipeline\.load', and its program gets the address of one artifact\. Await/,
  )
})

test('retries with the number of the attempt', async () => {
  expect(await (await debugged(retries, {})).run.result()).toEqual({ attempts: 3 })
})

test('a step with a cache runs once for equal inputs, a miss says what differs, and both are in their stage', async () => {
  expect(await (await debugged(cached, {})).run.result()).toEqual({ letters: [3, 3], isSame: true })
  const other = await debugged(cached, { second: 'abcd' })
  expect(await other.run.result()).toEqual({ letters: [3, 4], isSame: false })
  const { steps } = await world.api.runs.view({ run: other.run.id })
  expect(steps.map((one) => [one.name, one.stage, one.status, one.cache_miss])).toEqual([
    ['count', 'counting', 'cached', undefined],
    ['count-2', 'counting', 'completed', 'parameter text: "abc" -> "abcd"'],
  ])
})

test('the result of a step that ran again is the same input if it is equal, wherever it is stored', async () => {
  const statuses = async ({ run }: { readonly run: { readonly id: string } }) =>
    (await world.api.runs.view({ run: run.id })).steps.map((one) => [one.name, one.status, one.cache_miss])
  const first = await debugged(sameInput, {})
  const again = await debugged(sameInput, {})
  expect(await statuses(again)).toEqual([
    ['load', 'completed', undefined],
    ['sum', 'cached', undefined],
  ])
  expect(await again.run.result()).toEqual(await first.run.result())
  const other = await debugged(sameInput, { count: 4 })
  expect(await other.run.result()).toMatchObject({ total: 16 })
  expect((await statuses(other))[1]).toEqual(['sum', 'completed', 'input data: result of load changed'])
})

test('a step that is stopped at its time limit rejects, and the body may go on', async () => {
  expect(await (await debugged(limit, {})).run.result()).toEqual({ result: 'aborted: ran longer than 0.5 s' })
})

test('a body that only lists steps, with files, bytes and dates in their values', async () => {
  const { run } = await debugged(graph, {})
  expect(await run.result()).toEqual({ read: { text: 'a ${text.id} of "its" own', isSame: true, when: new Date(0) } })
})

test('a failure of a step fails the run of a body that only lists steps', async () => {
  const { end, steps } = await debugged(plain, { rows: -1 })
  expect(end.status).toBe('failed')
  expect(end.reason).toMatch(/^Step 'load' failed: RangeError: no rows/)
  expect(steps).toEqual({ load: 'failed' })
})

const one = step('one', () => 1)
const rows = step('rows', () => ({ rows: [1] }))
const inPython = step.python<{ rows: unknown }>('in Python', { source: 'pass' })
const several = step.python<void, { train: string; test: string }>('several', { source: 'pass' }, { outputs: ['train', 'test'] })
test.each([
  ['waits for a step', pipeline('waiting', {}, () => ({ next: one().then((n) => n + 1) })), 'Make the body async'],
  ['gives a promise', pipeline('promising', {}, () => Promise.all([one(), one()])), 'Make the body async'],
  [
    'gives a Python step a part of a result',
    pipeline('parting', {}, () => inPython({ rows: rows().get('rows') })),
    "rows is the part rows of the result of step 'rows', and its program gets the address of one artifact. Await the result",
  ],
  [
    'gives a Python step several artifacts as one',
    pipeline('gathering', {}, () => inPython({ rows: several() })),
    "rows is the result of step 'several', which is the artifacts train, test, and its program gets the address of one artifact. Give one of them: .get('train').",
  ],
  ['gives a Python step a result without a name', pipeline('nameless', {}, () => inPython(rows())), 'reads inputs by their names'],
  ['calls no step', pipeline('empty', {}, () => ({ value: 1 })), 'has no steps. Add at least one.'],
])('a body that is not async and %s is refused before anything is created', async (_, made, message) => {
  const before = (await world.api.tasks.get_all({ search_hidden: true })).tasks.length
  await expect(made.run({}, { connection })).rejects.toThrow(message)
  expect((await world.api.tasks.get_all({ search_hidden: true })).tasks).toHaveLength(before)
})

test('a join of what has completed handles the failures before it', async () => {
  const { run } = await debugged(join, {})
  expect(await run.result()).toEqual({ best: 2, average: 'skipped' })
})

test('a failure that nothing handles fails its own run alone, of those in one process', async () => {
  const [failed, other] = await Promise.all([debugged(failing, { how: 'derived' }), debugged(loop, {})])
  expect([failed.end.status, other.end.status]).toEqual(['failed', 'completed'])
})

test('a failure that the body catches does not fail the run, and says where it happened', async () => {
  const { run, end } = await debugged(failing, {})
  expect(end).toEqual({ status: 'completed', reason: '' })
  const { reason, text, ...rest } = (await run.result())!
  expect(reason).toMatch(/^RangeError: again \(.*failing\.ts:6:9\)$/)
  expect(text).toMatch(/^Step 'bad' failed: RangeError: it is bad \(.*failing\.ts:6:9\); step 'after' was skipped$/)
  expect(rest).toEqual({
    hasTask: true,
    lastLine: 'RangeError: again',
  })
})

test.each([
  // Either of the two may be the first to fail.
  ['all', /^Step 'bad(-2)?' failed: RangeError: (one|two) \(.*failing\.ts:6:9\)$/],
  ['never awaited', /^Step 'alone' failed: RangeError: alone/],
  ['derived', /^Step 'bad' failed: RangeError: derived/],
  ['own error', /^TypeError: the body is wrong \(.*failing\.ts:14:34\)$/],
])('a failure that nobody handles fails the run: %s', async (how, reason) => {
  const { run, end } = await debugged(failing, { how })
  expect(end.status).toBe('failed')
  expect(end.reason).toMatch(reason)
  await expect(run.result()).rejects.toThrow(RunFailed)
})

test('faults of the parameters are named before anything is created', async () => {
  const before = (await world.api.tasks.get_all({ search_hidden: true })).tasks.length
  await expect(branch.run({ rows: 'x', depth: 1 } as object, { connection })).rejects.toThrow(
    "The parameters of pipeline 'branch' are not right:\n- rows: is a string, and its default is a number.\n- depth: there is no such parameter.",
  )
  await expect(branch.run({}, { connection, queue: 'nowhere' })).rejects.toThrow("is for the queue 'nowhere', which does not exist")
  expect((await world.api.tasks.get_all({ search_hidden: true })).tasks).toHaveLength(before)
})
