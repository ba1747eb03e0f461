import { once } from 'node:events'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { database, seededRandom, startServer, until, untilGone, type World } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { ended, standing, stepsOf } from './pipeline-world.ts'

const programs = join(import.meta.dirname, 'programs')

test(
  'a local run continues after kill -9: running steps end with it and run again, ended steps do not',
  {
    timeout: 90_000,
  },
  async () => {
    await using world = await startServer(database)
    await using folder = await temporaryFolder()
    const first = start(world, folder.path)
    await until(async () => (await recordsOf(folder.path, 'begun')).length === 1)
    const run = await runOf(world)
    // A step that is not recorded yet is known only by its task; the next test is about that.
    await until(async () =>
      (await world.api.runs.get({ run })).events.some(({ event }) => event['type'] === 'step_launched' && event['step'] === 'two'),
    )
    const [running] = await executions(folder.path, 'two')
    const before = await stepsOf(world.api, run)
    await kill(first)
    // The step and the processes that it had started.
    await untilGone([running!.pid, Number((await recordsOf(folder.path, 'begun'))[0])], 5000)
    expect((await stepsOf(world.api, run)).find(({ name }) => name === 'two')?.status).toBe('in_progress')

    await writeFile(join(folder.path, 'release'), '')
    await end(start(world, folder.path, run))
    expect((await ended(world.api, run)).status, await standing(world.api, run)).toBe('completed')
    const after = await stepsOf(world.api, run)
    expect(after.map(({ name, status }) => [name, status])).toEqual(['one', 'two', 'three'].map((name) => [name, 'completed']))
    expect(after.slice(0, 2).map(({ id }) => id)).toEqual(before.map(({ id }) => id))
    expect(after[0]?.completed).toBe(before[0]?.completed)
    const starts = await Promise.all(['one', 'two', 'three'].map((step) => executions(folder.path, step)))
    expect(starts.map((all) => all.map(({ hasEnded }) => hasEnded))).toEqual([[true], [false, true], [true]])
    // The step keeps its retries, because it has not failed.
    const { events } = await world.api.runs.get({ run })
    expect(events.filter(({ event }) => event['status'] === 'failed' || Number(event['attempt'] ?? 1) > 1)).toEqual([])
  },
)

test('a local run that is killed twice, at any time, completes and repeats no step that had ended', { timeout: 120_000 }, async () => {
  await using world = await startServer(database)
  const random = seededRandom('local-resume')
  for (let round = 0; round < 3; round += 1) {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'release'), '')
    const moments = [random(1200), random(1200)]
    console.log(`killed after ${moments.join(' and ')} ms`)
    const earlier = await runsOf(world)
    let driver = start(world, folder.path)
    const run = await runOf(world, earlier)
    for (const moment of moments) {
      await Promise.race([once(driver, 'exit'), delay(moment)])
      const completed = (await stepsOf(world.api, run)).filter(({ status }) => status === 'completed')
      const count = () => Promise.all(completed.map(async ({ name }) => (await executions(folder.path, name!)).length))
      const before = await count()
      const pids = (await Promise.all(['one', 'two', 'three'].map((step) => executions(folder.path, step)))).flat().map(({ pid }) => pid)
      await kill(driver)
      await untilGone(pids, 5000)
      driver = start(world, folder.path, run)
      await Promise.race([once(driver, 'exit'), until(async () => (await stepsOf(world.api, run)).length > 0)])
      expect(await count()).toEqual(before)
    }
    await end(driver)
    expect((await ended(world.api, run)).status, await standing(world.api, run)).toBe('completed')
    const steps = (await stepsOf(world.api, run)).filter(({ status }) => status !== 'created')
    expect(steps.map(({ name, status }) => [name, status])).toEqual(['one', 'two', 'three'].map((name) => [name, 'completed']))
    for (const step of ['one', 'two', 'three']) expect((await executions(folder.path, step)).at(-1)?.hasEnded, step).toBe(true)
  }
})

test(
  'a run inside a local run goes on with it after kill -9: its running step runs again, the ended one does not',
  { timeout: 90_000 },
  async () => {
    await using world = await startServer(database)
    await using folder = await temporaryFolder()
    const begin = (resume?: string): ChildProcess => start(world, folder.path, resume, 'inner-records.ts')
    const first = begin()
    await until(async () => (await executions(folder.path, 'two')).length === 1)
    const { tasks } = await world.api.tasks.get_all({
      name: '^outer records',
      type: ['controller'],
      status: ['in_progress'],
      search_hidden: true,
    })
    const run = tasks[0]!.id
    await kill(first)
    await untilGone(
      (await executions(folder.path, 'two')).map(({ pid }) => pid),
      5000,
    )
    await writeFile(join(folder.path, 'release'), '')
    await end(begin(run))
    expect((await ended(world.api, run)).status, await standing(world.api, run)).toBe('completed')
    const inner = await stepsOf(world.api, run)
    expect(inner.map(({ name, status }) => [name, status])).toEqual([['inner records', 'completed']])
    const starts = await Promise.all(['one', 'two'].map((step) => executions(folder.path, step)))
    expect(starts.map((all) => all.map(({ hasEnded }) => hasEnded))).toEqual([[true], [false, true]])
  },
)

function start({ url, connection }: World, folder: string, resume?: string, program = 'local-records.ts'): ChildProcess {
  const env = {
    ...process.env,
    CLEARWAY_URL: url,
    CLEARML_API_ACCESS_KEY: connection.accessKey,
    CLEARML_API_SECRET_KEY: connection.secretKey,
  }
  return spawn(process.execPath, [join(programs, program), folder, ...(resume === undefined ? [] : [resume])], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

async function kill(driver: ChildProcess): Promise<void> {
  if (driver.exitCode !== null || driver.signalCode !== null) return
  const exit = once(driver, 'exit')
  driver.kill('SIGKILL')
  await exit
}

async function end(driver: ChildProcess): Promise<void> {
  if (driver.exitCode === null) await once(driver, 'exit')
  expect(driver.exitCode).toBe(0)
}

async function runsOf({ api }: World): Promise<string[]> {
  return (await api.tasks.get_all({ type: ['controller'], search_hidden: true, only_fields: ['id'] })).tasks.map(({ id }) => id)
}

/** The run that is not among these. */
async function runOf(world: World, others: readonly string[] = []): Promise<string> {
  let run: string | undefined
  await until(async () => (run = (await runsOf(world)).find((id) => !others.includes(id))) !== undefined)
  return run!
}

async function recordsOf(folder: string, name: string): Promise<string[]> {
  try {
    return (await readFile(join(folder, name), 'utf8')).trim().split('\n')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** How often a step was started, and which of these starts ran to their end. */
async function executions(folder: string, step: string): Promise<{ readonly pid: number; readonly hasEnded: boolean }[]> {
  const records = (await recordsOf(folder, step)).map((record) => record.split(' '))
  return records
    .filter(([, what]) => what === 'began')
    .map(([pid]) => ({ pid: Number(pid), hasEnded: records.some(([other, what]) => other === pid && what === 'ended') }))
}

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'clearway-local-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
