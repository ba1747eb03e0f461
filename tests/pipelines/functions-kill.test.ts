import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { database, seededRandom, startAgentProcess, startServer, startServerProcess, until } from '@clearway/testkit'
import { test as serverTest } from '@clearway/testkit/server-test'
import { type Api, openConnection } from '@clearway/sdk'
import { expect } from 'vitest'
import { faultPoints as agentFaultPoints } from '../../packages/runtime/src/fault.ts'
import type { faultPoints as serverFaultPoints } from '../../packages/server/src/fault.ts'
import gpu from './programs/functions/gpu.ts'
import killed from './programs/functions/killed.ts'
import revalued from './programs/functions/revalued.ts'
import { logOf, pidOf, standing, stepsOf } from './pipeline-world.ts'

/** For a slow machine: what waits for a lease waits longer. */
const wait = { timeoutSeconds: 300 }
/** No lease runs out in these tests: what was killed goes on because its agent or server is there again. */
const settings = { leaseSeconds: 3600 }
const timeout = 600_000

const test = serverTest
  .extend('settings', { scope: 'file' }, settings)
  .extend('connection', { scope: 'file' }, ({ world }) => openConnection({ url: world.url, credentials: world.connection }))
  /** The agent of the tests that kill none. */
  .extend('agent', { scope: 'file' }, async ({ world }, { onCleanup }) => {
    const agent = await startAgentProcess(world.connection, { queues: ['default', 'services'], slots: 2 })
    onCleanup(() => agent[Symbol.asyncDispose]())
    return agent
  })

async function aFolder() {
  const path = await mkdtemp(join(tmpdir(), 'clearway-functions-'))
  const began = async (): Promise<string[]> => (await readFile(join(path, 'began'), 'utf8').catch(() => '')).split('\n').filter(Boolean)
  return { path, began, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

async function expectEnded(api: Api, run: Awaited<ReturnType<typeof killed.run>>, began: () => Promise<string[]>): Promise<void> {
  expect((await run.wait(wait)).status, await standing(api, run.id)).toBe('completed')
  expect(await run.result()).toBe('last')
  expect((await began()).toSorted()).toEqual(['first', 'last', 'left', 'right'])
}

/** The processes that have driven a run. */
async function controllersOf(api: Api, run: string): Promise<number[]> {
  return [...(await logOf(api, run)).matchAll(/controller pid (\d+)/g)].map(([, pid]) => Number(pid))
}

interface Kills {
  readonly kills: number
  readonly seed: string
  /** Processes that have ended already. */
  readonly ended?: readonly number[]
}

/** Kills the controller of a run at random times, each process once. */
async function killController(
  api: Api,
  run: Awaited<ReturnType<typeof killed.run | typeof revalued.run>>,
  { kills, seed, ended = [] }: Kills,
): Promise<void> {
  const random = seededRandom(seed)
  const dead = new Set(ended)
  const living = async (): Promise<number | undefined> => (await controllersOf(api, run.id)).find((pid) => !dead.has(pid))
  for (let kill = 0; kill < kills; kill += 1) {
    let pid: number | undefined
    await until(async () => (pid = await living()) !== undefined || (await run.task()).status === 'completed')
    if (pid === undefined) break
    await setTimeout(random(900))
    dead.add(pid)
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended already.
    }
  }
}

test.concurrent(
  'a body whose controller is killed at any time goes on, and no step runs twice',
  { timeout },
  async ({ api, agent: _, connection }) => {
    await using folder = await aFolder()
    const run = await killed.run({ folder: folder.path }, { connection })
    await killController(api, run, { kills: 3, seed: 'kills of a body' })
    await expectEnded(api, run, folder.began)
  },
)

test.concurrent(
  'a retried body whose controller is killed at any time begins anew what the new values affect, each step once',
  { timeout },
  async ({ api, agent: _, connection }) => {
    await using folder = await aFolder()
    const run = await revalued.run({ folder: folder.path }, { connection })
    expect((await run.wait(wait)).status, await standing(api, run.id)).toBe('completed')
    const [before, ended] = [(await folder.began()).length, await controllersOf(api, run.id)]
    await api.runs.retry({ run: run.id, from: 'load', parameters: { rows: 3 }, queue: 'services' })
    await killController(api, run, { kills: 3, seed: 'kills of a retried body', ended })
    expect((await run.wait(wait)).status, await standing(api, run.id)).toBe('completed')
    expect(await run.result()).toEqual({ highest: 30, sized: 30, within: 3000 })
    expect((await folder.began()).slice(before).toSorted()).toEqual(['best 30', 'fit 3', 'fit 300', 'load 3', 'size 30'])
  },
)

test.concurrent(
  'a body that calls other steps after a restart fails its run, and names the step and the input',
  { timeout },
  async ({ api, agent: _, connection }) => {
    await using folder = await aFolder()
    const run = await killed.run({ folder: folder.path }, { connection })
    await until(async () => (await folder.began()).includes('left'))
    await writeFile(join(folder.path, 'differs'), '')
    process.kill(await pidOf(api, run.id), 'SIGKILL')
    const end = await run.wait(wait)
    expect(end.status).toBe('failed')
    expect(end.reason).toMatch(/Step 'work' was called with name = "first" before .* and now with "other"/)
  },
)

/** Each third fault point, beginning with one that the seed chooses. */
function everyThird<T>(points: readonly T[], seedName: string): readonly T[] {
  const first = seededRandom(seedName)(3)
  return points.filter((_, index) => index % 3 === first)
}

/** The commits of the server on the way of a run of functions. */
const commits = [
  'tasks.enqueue',
  'workers.claim',
  'workers.start',
  'runs.append',
  'POST /files',
  'tasks.add_or_update_artifacts',
  'events.add_batch',
  'workers.end',
] as const satisfies readonly (typeof serverFaultPoints)[number][]

test.concurrent('a run of functions completes after its server is killed at a commit, and no step runs twice', { timeout }, async () => {
  await using fresh = await database.fresh()
  let server = await startServerProcess(fresh, { settings })
  const credentials = server.connection
  const again = { ...settings, port: Number(new URL(credentials.url).port) }
  const connection = await openConnection({ url: credentials.url, credentials })
  await using _agent = await startAgentProcess(credentials, { queues: ['default'], slots: 2 })
  await using folders = new AsyncDisposableStack()
  const aRun = async (): Promise<'over'> => {
    const folder = folders.use(await aFolder())
    const run = await killed.run({ folder: folder.path }, { connection, queue: 'default' })
    await expectEnded(connection.api, run, folder.began)
    return 'over'
  }
  try {
    let run: Promise<'over'> | undefined
    const points = ['before', 'after'].flatMap((when) => commits.map((name) => `${when}:${name}`))
    for (const point of everyThird(points, 'commits of a body')) {
      await server[Symbol.asyncDispose]()
      server = await startServerProcess(fresh, { settings: again, env: { CLEARWAY_FAULT: point } })
      const died = server.ended.then(() => 'died' as const)
      run ??= aRun()
      // A run that has passed this point already is followed by another.
      while ((await Promise.race([died, run])) === 'over') run = aRun()
    }
    server = await startServerProcess(fresh, { settings: again })
    await run
  } finally {
    await server[Symbol.asyncDispose]()
  }
})

test.concurrent('a run of functions completes after its agent is killed at any point, and no step runs twice', { timeout }, async () => {
  await using world = await startServer(database, { settings })
  const connection = await openConnection({ url: world.url, credentials: world.connection })
  await using _controllers = await startAgentProcess(world.connection, { queues: ['services'], servicesMode: true })
  await world.api.queues.create({ name: 'bodies' })
  // A run without a stop never comes to the last one.
  const points = agentFaultPoints.filter((point) => point !== 'intent saved')
  // It is killed with steps, then with the body and the steps.
  for (const queue of ['services', 'bodies']) {
    const [first, ...others] = everyThird(points, `points of an agent, ${queue}`)
    await using folder = await aFolder()
    let agent = await startAgentProcess(world.connection, {
      queues: queue === 'bodies' ? ['bodies', 'default'] : ['default'],
      slots: 2,
      env: { CLEARWAY_AGENT_FAULT: first! },
    })
    try {
      const run = await killed.run({ folder: folder.path }, { connection, queue })
      for (const next of [...others, undefined]) {
        await agent.ended
        agent = await agent.restart(next === undefined ? {} : { CLEARWAY_AGENT_FAULT: next })
      }
      await expectEnded(world.api, run, folder.began)
    } finally {
      await agent[Symbol.asyncDispose]()
    }
  }
})

test.concurrent('a step that needs a GPU waits for one, and says so', { timeout }, async ({ api, agent: _, connection }) => {
  const run = await gpu.run({}, { connection })
  await until(async () => (await stepsOf(api, run.id)).some(({ status }) => status === 'queued'))
  const [train] = await stepsOf(api, run.id)
  expect(train?.resources).toEqual({ gpus: 1 })
  await run.stop('it will never come')
  expect((await run.wait(wait)).status).toBe('stopped')
})
