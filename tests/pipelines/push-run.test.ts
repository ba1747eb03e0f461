import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defineStep } from '@clearway/engine'
import { openConnection } from '@clearway/sdk'
import type { Api } from '@clearway/sdk/client'
import { readUri } from '@clearway/sdk/files'
import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { openTerminal, type Terminal } from '../../packages/cli/test/terminal.ts'
import { asAttempt, fakeAgent, type Lease } from '../server/fake-agent.ts'
import { aTask } from '../server/queued-tasks.ts'
import { keysOf, roleUsers } from '../server/role-users.ts'

const fits = join(import.meta.dirname, '../../packages/cli/test/programs/fits.ts')
const several = join(import.meta.dirname, '../../packages/cli/test/programs/several.ts')

interface LocalRun {
  readonly terminal: Terminal
  readonly run: string
  /** What `pipeline show` prints of the run on this machine. */
  readonly shown: Shown
}
interface Shown {
  readonly run: {
    readonly id: string
    readonly name: string
    readonly status: string
    readonly created: string
    readonly completed: string
  }
  readonly steps: readonly { readonly name: string; readonly task: string }[]
}

const test = serverTest
  .extend('settings', { scope: 'file' }, { users: roleUsers })
  .extend('local', { scope: 'file' }, async ({ world }, { onCleanup }): Promise<LocalRun> => {
    const terminal = await openTerminal({ CLEARWAY_PORT: '0' })
    onCleanup(() => terminal[Symbol.asyncDispose]())
    const made = await terminal.run('run', fits, '--local', '--json')
    expect([made.code, made.stderr]).toEqual([0, expect.any(String)])
    const shown = JSON.parse(made.stdout) as Shown
    for (const role of ['user', 'viewer'] as const) {
      const { accessKey, secretKey } = keysOf(role)
      const keys = ['--access-key', accessKey, '--secret-key', secretKey]
      expect((await terminal.run('login', world.connection.url, '--profile', role, ...keys)).code).toBe(0)
    }
    return { terminal, run: shown.run.id, shown }
  })

/** What the commands print of a run's steps and of the attempts at a step, on this machine or with the words that name a server. */
async function executions({ terminal }: Pick<LocalRun, 'terminal'>, run: string, ...where: readonly string[]) {
  const { steps } = JSON.parse((await terminal.run('pipeline', 'show', run, ...where, '--json')).stdout) as Shown
  const task = steps[0]?.task ?? ''
  const { attempts } = JSON.parse((await terminal.run('task', 'attempts', task, ...where, '--json')).stdout) as {
    readonly attempts: readonly { readonly queue?: string }[]
  }
  const { events } = JSON.parse((await terminal.run('task', 'logs', task, ...where, '--json')).stdout) as {
    events: { msg: string; attempt: number }[]
  }
  return { steps, attempts, lines: events.map(({ msg, attempt }) => [attempt, msg]) }
}

interface Pushed {
  readonly name: string
  readonly brought: Readonly<Record<string, number>>
  readonly unchanged: number
  readonly skipped: readonly unknown[]
}
async function push({ terminal }: LocalRun, ...words: readonly string[]): Promise<Pushed> {
  const { code, stdout, stderr } = await terminal.run('push', ...words, '--profile', 'user', '--json')
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout) as Pushed
}

async function linesOf(api: Api, task: string): Promise<unknown[]> {
  return (await api.events.get_task_log({ task, order: 'asc' })).events.map(({ msg }) => msg)
}

test(
  'a local run whose push was killed arrives once, with its steps, results, files, metrics and models, and can run again there',
  { timeout: 300_000 },
  async ({ api, world, local }) => {
    const { terminal, run, shown } = local
    const above = await api.projects.create({ name: '.pipelines/fits', system_tags: ['hidden', 'pipeline'] })
    await api.tasks.create({ name: 'fits', type: 'controller', project: above.id, system_tags: ['pipeline'] })

    const killed = terminal.start('push', run, '--profile', 'user')
    const arrived = async () => (await api.tasks.get_all({ search_hidden: true, only_fields: ['id'] })).tasks.length
    await expect.poll(arrived, { interval: 10 }).toBeGreaterThan(1)
    killed.signal('SIGKILL')
    await killed.ended
    const report = await push(local, run)
    expect(report).toMatchObject({ name: 'fits #2', skipped: [] })
    expect(await push(local, 'fits')).toMatchObject({ name: 'fits #2', brought: { tasks: 0, models: 0, lines: 0, files: 0 }, skipped: [] })

    const there = JSON.parse((await terminal.run('pipeline', 'show', run, '--profile', 'user', '--json')).stdout) as Shown
    expect(there.steps).toEqual(shown.steps)
    expect(there.run).toMatchObject({ name: 'fits #2', status: 'completed', created: shown.run.created, completed: shown.run.completed })
    const { task } = await api.tasks.get_by_id({ task: run })
    expect(task).toMatchObject({ status: 'completed', tags: ['nightly'], user: 'user-user' })
    const fit = shown.steps.find(({ name }) => name === 'fit')?.task ?? ''
    const { task: step } = await api.tasks.get_by_id({ task: fit })
    expect(await linesOf(api, fit)).toEqual(expect.arrayContaining(['fitting 5 points']))
    expect(new Set(await linesOf(api, fit)).size).toBe((await linesOf(api, fit)).length)
    const scalars = await api.events.scalar_metrics_iter_histogram({ task: fit })
    expect(scalars).toMatchObject({ loss: { train: { x: [0, 1, 2] } } })
    const { models } = await api.models.get_all({ task: [fit], search_hidden: true })
    expect(models).toMatchObject([
      { name: expect.stringContaining('net') as string, uri: expect.stringContaining(world.connection.url) as string },
    ])

    // The result names files of the step `points`, by addresses and hashes that hold here.
    const result = task.execution?.artifacts?.find(({ key }) => key === 'result')
    const text = new TextDecoder().decode(
      await readUri(await openConnection({ url: world.connection.url, credentials: keysOf('user') }), result?.uri ?? ''),
    )
    const named = /"url":"([^"]+points[^"]+)","hash":"([0-9a-f]+)"/.exec(text)
    const { task: points } = await api.tasks.get_by_id({ task: shown.steps.find(({ name }) => name === 'points')?.task ?? '' })
    const artifact = points.execution?.artifacts?.find(({ key }) => key === 'result')
    expect([named?.[1], named?.[2]]).toEqual([artifact?.uri, artifact?.hash])
    expect(step.hyperparams?.['Args']?.['points']?.value).toContain(artifact?.uri)

    expect(await api.runs.rerun({ run, parameters: { count: 6 } })).toMatchObject({ name: 'fits #3', status: 'queued' })
  },
)

test(
  'a step that failed and was tried again here ran once for each try, and has the same tries there',
  { timeout: 300_000 },
  async ({ local }) => {
    const { terminal } = local
    const calls = join(terminal.folder, 'calls')
    const made = await terminal.run('run', several, '--pipeline', 'flakes', '--local', '--path', calls, '--json')
    expect([made.code, await readFile(calls, 'utf8')]).toEqual([0, '..'])
    const { run } = JSON.parse(made.stdout) as Shown
    const server = terminal.start('server')
    await server.until(/listening on/)
    const here = await executions(local, run.id)
    server.signal('SIGTERM')
    await server.ended
    expect(here.steps).toMatchObject([
      {
        name: 'flaky',
        status: 'completed',
        attempt: 2,
        tries: [{ outcome: 'failed', reason: expect.stringContaining('RangeError: not yet') as string }],
      },
    ])
    await push(local, run.id)
    expect(await executions(local, run.id, '--profile', 'user')).toEqual(here)
  },
)

test(
  'attempts that were lost, handed back or failed go with a run, with the lines that each wrote',
  { timeout: 300_000 },
  async ({ local, api: there }) => {
    const { terminal } = local
    const server = terminal.start('server')
    await server.until(/listening on/)
    const { api, url } = await openConnection({ data: terminal.folder })
    const run = await aTask(api, 'controller', { system_tags: ['pipeline'] })
    const { id: queue } = await api.queues.create({ name: 'gpu' })
    await there.queues.create({ name: 'gpu' })
    const task = await aTask(api, 'training', { parent: run })
    let seq = 0
    const append = async (event: object): Promise<void> => {
      const events = [{ at: Date.now(), ...event }]
      seq = (await api.runs.append({ run, expected_seq: seq, engine_version: 1, events })).seq
    }
    await api.tasks.started({ task: run })
    const steps = { a: defineStep({ name: 'a', baseTask: 'base', retries: 1 }) }
    await append({ type: 'run_started', run, definition: { name: 'p', version: '1', parameters: {}, steps } })
    const agent = fakeAgent(api, 'vm', { queues: [queue] })
    const begin = async (boot: string): Promise<Lease> => {
      const lease = await agent.claimOne({ boot })
      await agent.start(lease)
      await asAttempt(url, lease).events.add_batch([{ type: 'log', task, msg: `on ${boot}` }])
      return lease
    }
    await api.tasks.enqueue({ task, queue })
    await agent.handBack(await agent.claimOne())
    await begin('first')
    // The agent was started again, and does not know what it ran.
    await agent.end(await begin('second'), 'failed')
    await append({ type: 'step_launched', step: 'a', attempt: 1, task })
    await append({ type: 'step_status', step: 'a', attempt: 1, task, status: 'failed', reason: 'it failed' })
    await api.tasks.enqueue({ task, queue, force: true })
    await agent.end(await begin('second'))
    await append({ type: 'step_launched', step: 'a', attempt: 2, task })
    await append({ type: 'step_status', step: 'a', attempt: 2, task, status: 'completed' })
    await api.tasks.completed({ task: run })

    const here = await executions(local, run)
    server.signal('SIGTERM')
    await server.ended
    expect(here.lines).toEqual([
      [2, 'on first'],
      [3, 'on second'],
      [4, 'on second'],
    ])
    expect(here.attempts).toMatchObject(['handed_back', 'lost', 'failed', 'completed'].map((outcome) => ({ outcome, worker: 'vm:0' })))
    expect(here.steps).toMatchObject([
      {
        name: 'a',
        attempt: 2,
        tries: [{ outcome: 'returned', reason: 'no room' }, { outcome: 'lost' }, { outcome: 'failed', reason: 'it failed' }],
      },
    ])
    await push(local, run)
    expect(await executions(local, run, '--profile', 'user')).toEqual(here)
  },
)

test('a push that cannot be done says why, and what helps', { timeout: 300_000 }, async ({ local }) => {
  const { terminal, run } = local
  const failing = async (...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await terminal.run('push', ...words)
    expect([code, stdout]).toEqual([1, ''])
    return stderr
  }
  const [other, viewer, itself, nowhere] = await Promise.all([
    failing('other', '--profile', 'user'),
    failing(run, '--profile', 'viewer'),
    failing(run),
    failing(run, '--url', 'http://127.0.0.1:9'),
  ])
  expect(other).toMatch(/There is no run 'other' in .*\n.*Its newest runs: .*fits/)
  expect(viewer).toMatch(/A viewer may only read at .*\n?.*clearway login/s)
  expect(itself).toMatch(/where the run is already/)
  expect(nowhere).toMatch(/no key|cannot be reached/i)
  const running = terminal.start('run', several, '--pipeline', 'waits', '--local')
  await running.until(/● slow {2}running/)
  expect(await failing('waits', '--profile', 'user')).toMatch(/waits is still going on.*\n?.*clearway pipeline stop/s)
  running.signal('SIGINT')
  await running.ended
})
