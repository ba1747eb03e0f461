import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Task, openConnection } from '@clearway/sdk'
import { startAgentProcess, until } from '@clearway/testkit'
import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { ended, pidOf, standing, stepsOf, submit } from './pipeline-world.ts'

test('a controller that is killed after the end of a step, and again in its callback, calls each callback and copies each result once', async ({
  world,
  api,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'clearway-callbacks-'))
  const records = async (): Promise<string[]> =>
    (await readFile(join(folder, 'records'), 'utf8').catch(() => '')).split('\n').filter(Boolean)
  await using _agent = await startAgentProcess(world.connection, { queues: ['default', 'services'], env: { TEST_FOLDER: folder } })
  const { run } = await submit(world, 'dying-callbacks.ts')
  await until(async () => (await records()).includes('running'))
  const controller = await pidOf(api, run)
  process.kill(controller, 'SIGSTOP')
  await writeFile(join(folder, 'go'), '')
  await until(async () => (await stepsOf(api, run))[0]?.status === 'completed')
  process.kill(controller, 'SIGKILL')

  expect((await ended(api, run)).status, await standing(api, run)).toBe('completed')
  const seen = await records()
  expect(seen.filter((line) => line !== 'queued')).toEqual(['pre', 'running', 'completed', 'post train'])
  expect(new Set(seen).size).toBe(seen.length)
  const curves = await api.events.scalar_metrics_iter_histogram({ task: run })
  expect(curves['loss']).toEqual({ train: { name: 'train', x: [0, 1, 2], y: [1, 1 / 2, 1 / 3] } })
  const { tasks } = await api.events.get_task_single_value_metrics({ tasks: [run] })
  expect(tasks[0]?.values.map(({ variant, value }) => [variant, value])).toEqual([['accuracy', 0.9]])
  const task = await Task.get({ id: run, connection: await openConnection({ url: world.url, credentials: world.connection }) })
  expect(task.document.models?.output.map(({ name }) => name)).toEqual(['weights'])
  const copies = task.document.execution?.artifacts?.filter(({ key }) => key === 'report of train')
  expect(copies).toHaveLength(1)
  expect(await (await task.artifacts.get('report of train')).json()).toEqual({ rounds: 3 })
  await rm(folder, { recursive: true, force: true })
})
