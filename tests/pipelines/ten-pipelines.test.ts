import { database, startAgentProcess, startServer, type World } from '@clearway/testkit'
import { type Connection, type FunctionRun, openConnection } from '@clearway/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import branch from './programs/functions/branch.ts'
import cached from './programs/functions/cached.ts'
import command from './programs/functions/command.ts'
import failing from './programs/functions/failing.ts'
import gpu from './programs/functions/gpu.ts'
import innerRun from './programs/functions/inner-run.ts'
import join from './programs/functions/join.ts'
import limit from './programs/functions/limit.ts'
import loop from './programs/functions/loop.ts'
import map from './programs/functions/map.ts'
import nested from './programs/functions/nested.ts'
import python from './programs/functions/python.ts'
import retries from './programs/functions/retries.ts'
import wideMap from './programs/functions/wide-map.ts'
import { addBaseTask, standing, stepsOf } from './pipeline-world.ts'

/** How a pipeline is started in a layout. */
interface Start {
  readonly connection: Connection
  readonly queue?: string
  readonly local?: true
  readonly debug?: true
}

const wideMapName = 'a map of fifty over a list that a step made'

/** The pipelines with their results. `mapped`: how many steps the map has. */
function pipelines(start: Start, mapped: number) {
  const device = start.queue === undefined ? (expect.any(String) as string) : '0'
  return {
    'a branch on awaited values': [() => branch.run({ rows: 10 }, start), { text: 'best of 2: 2.5' }],
    'a branch whose joins take what has completed': [() => join.run({}, start), { best: 2, average: 'skipped' }],
    'a map': [
      () => map.run({ count: mapped }, start),
      { sum: Array.from({ length: mapped }, (_, x) => x * x).reduce((sum, one) => sum + one, 0) },
    ],
    // With steps as calls the map above has fifty itself.
    ...(start.debug === true
      ? {}
      : { [wideMapName]: [() => wideMap.run({ count: 50 }, start), { results: Array.from({ length: 50 }, () => undefined) }] as const }),
    'a loop until a threshold': [() => loop.run({}, start), { rounds: 3, loss: 0.078125, weights: Float64Array.of(0.125, 0.25) }],
    'three deep': [() => nested.run({ n: 5 }, start), { result: 16 }],
    'a step that awaits a run': [() => innerRun.run({ n: 5, queue: start.queue ?? '' }, start), 6],
    'a Python step with its file': [() => python.run({}, start), { text: 'measured' }],
    'command steps with their folder': [() => command.run({}, start), { lines: 4, name: 'all.txt' }],
    'retries with backoff': [() => retries.run({}, start), { attempts: 3 }],
    'a cache': [() => cached.run({ second: 'abcd' }, start), { letters: [3, 4], isSame: false }],
    'a time limit': [() => limit.run({}, start), { result: 'aborted: ran longer than 0.5 s' }],
    'a GPU': [() => gpu.run({}, start), { device }],
  } as const
}

let world: World
let connection: Connection

beforeAll(async () => {
  world = await startServer(database)
  connection = await openConnection({ url: world.url, credentials: world.connection })
  await addBaseTask(world.connection, 'true')
})
afterAll(() => world[Symbol.asyncDispose]())

/** Starts them one after another, so that one program at a time is bundled, and expects that each completes with its result. */
async function expectResults(start: Omit<Start, 'connection'>, mapped: number): Promise<void> {
  const table = Object.entries(pipelines({ connection, ...start }, mapped))
  const runs: (readonly [string, FunctionRun<unknown>])[] = []
  for (const [name, [begin]] of table) runs.push([name, await begin()])
  const found = await Promise.all(runs.map(async ([name, run]) => [name, await resultOf(name, run)] as const))
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(table.map(([name, [, result]]) => [name, result])))
  const [, wide] = runs.find(([name]) => name === wideMapName) ?? []
  if (wide === undefined) return
  const given = (await stepsOf(world.api, wide.id)).flatMap(({ hyperparams }) => hyperparams?.['Args']?.['x']?.value ?? [])
  expect(given.map(Number).toSorted((one, other) => one - other)).toEqual(Array.from({ length: 50 }, (_, x) => x))
}

async function resultOf(name: string, run: FunctionRun<unknown>): Promise<unknown> {
  const { status } = await run.wait({ timeoutSeconds: 300 })
  expect(status, `${name}\n${await standing(world.api, run.id)}`).toBe('completed')
  return run.result()
}

/** One card, which this machine need not have. */
const card = { gpus: [['0']], cpuOnly: false }

test('with controllers on services and steps on default', { timeout: 400_000 }, async () => {
  await using _services = await startAgentProcess(world.connection, { queues: ['services'], servicesMode: true })
  await using _steps = await startAgentProcess(world.connection, { queues: ['default'], ...card })
  await expectResults({ queue: 'services' }, 4)
})

test('with one agent, one slot and one queue', { timeout: 400_000 }, async () => {
  await using _agent = await startAgentProcess(world.connection, { queues: ['default'], ...card })
  await expectResults({ queue: 'default' }, 4)
})

test('with steps as processes of this machine', { timeout: 400_000 }, async () => {
  await expectResults({ local: true }, 4)
})

test('with steps as calls of one process', { timeout: 400_000 }, async () => {
  await expectResults({ debug: true }, 50)
})

test('a failure that nothing handles fails its own run alone, of those in one process', async () => {
  const start = { debug: true, connection } as const
  const [failed, ...others] = await Promise.all([failing.run({ how: 'derived' }, start), loop.run({}, start), loop.run({}, start)])
  expect(await failed.wait()).toMatchObject({ status: 'failed', reason: expect.stringContaining('derived') as string })
  for (const run of others) expect((await run.wait()).status).toBe('completed')
})

test('a step with a cache that an agent runs again says what differs from the last time', { timeout: 400_000 }, async () => {
  await using _agent = await startAgentProcess(world.connection, { queues: ['default'] })
  await cached.run({ first: 'words', second: 'a word' }, { connection, debug: true })
  const run = await cached.run({ first: 'words', second: 'other words' }, { connection, queue: 'default' })
  expect(await resultOf('a cache', run)).toEqual({ letters: [5, 11], isSame: false })
  const { steps } = await world.api.runs.view({ run: run.id })
  expect(steps.at(-1)).toMatchObject({ name: 'count-2', status: 'completed', cache_miss: 'parameter text: "a word" -> "other words"' })
})
