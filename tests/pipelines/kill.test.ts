import { database, startAgentProcess, startServerProcess, clientOf, until } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { addBaseTask, expectChainCompleted, pidOf, pipelineWorld, stepsOf, submit } from './pipeline-world.ts'
import type { Api } from '@clearway/sdk'

/** Expects that every step ran once and completed, and that steps that had ended before the kill are unchanged. */
async function expectCompleted(
  api: Api,
  run: string,
  before: readonly { readonly id: string; readonly status?: string; readonly started?: string }[],
): Promise<void> {
  const after = await expectChainCompleted(api, run)
  for (const { id, started } of before.filter(({ status }) => status === 'completed'))
    expect(after.find((step) => step.id === id)?.started).toBe(started)
}
const firstDone = async (api: Api, run: string): Promise<boolean> =>
  (await stepsOf(api, run)).some(({ name, status }) => name === 'one' && status === 'completed')

test('a pipeline survives kill -9 of its controller', { timeout: 90_000 }, async () => {
  await using world = await pipelineWorld(database)
  const { api } = world
  await using _agent = await startAgentProcess(world.connection, { queues: ['default'] })
  const { run } = await submit(world, 'chain.ts', { queue: 'default' })
  await until(() => firstDone(api, run))
  const before = await stepsOf(api, run)
  process.kill(await pidOf(api, run), 'SIGKILL')
  await expectCompleted(api, run, before)
})

test('a pipeline survives kill -9 of its agent: its running step continues and is adopted', { timeout: 90_000 }, async () => {
  await using world = await pipelineWorld(database, { command: 'echo "step pid $$"; sleep 1' })
  const { api } = world
  const first = await startAgentProcess(world.connection, { queues: ['default'] })
  const { run } = await submit(world, 'chain.ts', { queue: 'default' })
  await until(() => firstDone(api, run))
  await until(async () => (await stepsOf(api, run)).some(({ name, status }) => name === 'two' && status === 'in_progress'))
  const before = await stepsOf(api, run)
  await first.kill()
  await using _second = await first.restart()
  await expectCompleted(api, run, before)
  const two = before.find(({ name }) => name === 'two')!
  expect((await stepsOf(api, run)).find(({ id }) => id === two.id)?.started).toBe(two.started)
})

test('a pipeline survives kill -9 of the server', { timeout: 120_000 }, async () => {
  await using fresh = await database.fresh()
  const first = await startServerProcess(fresh)
  const { connection } = first
  const api = clientOf(connection)
  await addBaseTask(connection)
  await using _agent = await startAgentProcess(connection, { queues: ['default'] })
  const { run } = await submit({ url: connection.url, connection }, 'chain.ts', { queue: 'default' })
  await until(() => firstDone(api, run))
  const before = await stepsOf(api, run)
  await first.kill()
  await using _server = await startServerProcess(fresh, { settings: { port: Number(new URL(connection.url).port) } })
  await expectCompleted(api, run, before)
})
