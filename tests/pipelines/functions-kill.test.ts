import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { database, seededRandom, startAgentProcess, startServer, startServerProcess, until } from '@clearway/testkit'
import { type Api, openConnection } from '@clearway/sdk'
import { expect, test } from 'vitest'
import { faultPoints as agentFaultPoints } from '../../packages/runtime/src/fault.ts'
import type { faultPoints as serverFaultPoints } from '../../packages/server/src/fault.ts'
import gpu from './programs/functions/gpu.ts'
import killed from './programs/functions/killed.ts'
import { pidOf, standing, stepsOf } from './pipeline-world.ts'

/** Longer than a lease: an agent that is killed between two of its files may have to lose it. */
const wait = { timeoutSeconds: 240 }

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

test('a body whose controller is killed at any time goes on, and no step runs twice', async () => {
  await using world = await startServer(database)
  await using _agent = await startAgentProcess(world.connection, { queues: ['default', 'services'], slots: 2 })
  await using folder = await aFolder()
  const connection = await openConnection({ url: world.url, credentials: world.connection })
  const run = await killed.run({ folder: folder.path }, { connection })
  const random = seededRandom('kills of a body')
  for (let kill = 0; kill < 3; kill += 1) {
    const pid = await pidOf(world.api, run.id)
    await setTimeout(random(900))
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended already.
    }
  }
  await expectEnded(world.api, run, folder.began)
})

test('a body that calls other steps after a restart fails its run, and names the step and the input', async () => {
  await using world = await startServer(database)
  await using _agent = await startAgentProcess(world.connection, { queues: ['default', 'services'], slots: 2 })
  await using folder = await aFolder()
  const connection = await openConnection({ url: world.url, credentials: world.connection })
  const run = await killed.run({ folder: folder.path }, { connection })
  await until(async () => (await folder.began()).includes('left'))
  await writeFile(join(folder.path, 'differs'), '')
  process.kill(await pidOf(world.api, run.id), 'SIGKILL')
  const end = await run.wait(wait)
  expect(end.status).toBe('failed')
  expect(end.reason).toMatch(/Step 'work' was called with name = "first" before .* and now with "other"/)
})

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

test('a run of functions completes after its server is killed at a commit, and no step runs twice', { timeout: 600_000 }, async () => {
  await using fresh = await database.fresh()
  let server = await startServerProcess(fresh)
  const credentials = server.connection
  const settings = { port: Number(new URL(credentials.url).port) }
  const connection = await openConnection({ url: credentials.url, credentials })
  await using _agent = await startAgentProcess(credentials, { queues: ['default'], slots: 2 })
  try {
    const points = ['before', 'after'].flatMap((when) => commits.map((name) => `${when}:${name}`))
    for (const point of everyThird(points, 'commits of a body')) {
      await server[Symbol.asyncDispose]()
      server = await startServerProcess(fresh, { settings, env: { CLEARWAY_FAULT: point } })
      const died = once(server.process, 'exit')
      await using folder = await aFolder()
      const started = killed.run({ folder: folder.path }, { connection, queue: 'default' })
      await died
      server = await startServerProcess(fresh, { settings })
      await expectEnded(connection.api, await started, folder.began)
    }
  } finally {
    await server[Symbol.asyncDispose]()
  }
})

test('a run of functions completes after an agent is killed at any point, and no step runs twice', { timeout: 600_000 }, async () => {
  await using world = await startServer(database)
  const connection = await openConnection({ url: world.url, credentials: world.connection })
  await using _controllers = await startAgentProcess(world.connection, { queues: ['services'], servicesMode: true })
  // A run without a stop never comes to the last one.
  const points = agentFaultPoints.filter((point) => point !== 'intent saved')
  for (const [index, point] of everyThird(points, 'points of an agent').entries()) {
    // It is killed with a step, or with the body.
    const queues = index % 2 === 0 ? ['default'] : ['bodies', 'default']
    if (queues.length > 1) await world.api.queues.create({ name: 'bodies' })
    await using folder = await aFolder()
    const first = await startAgentProcess(world.connection, { queues, slots: 2, env: { CLEARWAY_AGENT_FAULT: point } })
    const run = await killed.run({ folder: folder.path }, { connection, queue: queues[0] === 'bodies' ? 'bodies' : 'services' })
    await first.ended
    await using _second = await first.restart()
    await expectEnded(world.api, run, folder.began)
  }
})

test('a step that needs a GPU waits for one, and says so', async () => {
  await using world = await startServer(database)
  await using _agent = await startAgentProcess(world.connection, { queues: ['default', 'services'] })
  const connection = await openConnection({ url: world.url, credentials: world.connection })
  const run = await gpu.run({}, { connection })
  await until(async () => (await stepsOf(world.api, run.id)).some(({ status }) => status === 'queued'))
  const [train] = await stepsOf(world.api, run.id)
  expect(train?.resources).toEqual({ gpus: 1 })
  await run.stop('it will never come')
  expect((await run.wait(wait)).status).toBe('stopped')
})
