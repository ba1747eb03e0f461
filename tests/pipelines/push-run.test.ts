import { join } from 'node:path'
import { openConnection } from '@clearway/sdk'
import type { Api } from '@clearway/sdk/client'
import { readUri } from '@clearway/sdk/files'
import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { openTerminal, type Terminal } from '../../packages/cli/test/terminal.ts'
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
