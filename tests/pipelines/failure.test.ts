import { database, runningProcesses, startAgentProcess, until, untilGone } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { ended, logOf, pidOf, pipelineWorld, standing, stepsOf, submit } from './pipeline-world.ts'

test('an abort leaves no process and no queued step', { timeout: 90_000 }, async () => {
  await using world = await pipelineWorld(database)
  const { api } = world
  await using _agent = await startAgentProcess(world.connection, { queues: ['default'], slots: 2 })
  const { run } = await submit(world, 'long.ts', { queue: 'default' })
  await until(async () => (await stepsOf(api, run)).filter(({ status }) => status === 'in_progress').length === 2)
  const steps = await stepsOf(api, run)
  expect(steps.map(({ status }) => status)).toEqual(expect.arrayContaining(['in_progress', 'in_progress', 'queued']))
  const running = steps.filter(({ status }) => status === 'in_progress')
  const pids = [await pidOf(api, run), ...(await Promise.all(running.map(({ id }) => pidOf(api, id))))]
  const sleeping = (await runningProcesses())
    .filter(({ parent, command }) => pids.includes(parent) && command.includes('sleep 1000'))
    .map(({ pid }) => pid)
  expect(sleeping.length).toBe(4)

  await api.tasks.stop({ task: run, status_reason: 'wrong data' })
  await untilGone([...pids, ...sleeping], 20_000)
  expect(await ended(api, run)).toMatchObject({ status: 'stopped', status_reason: 'wrong data' })
  await until(async () => (await stepsOf(api, run)).every(({ status }) => status === 'stopped'))
  const { id: queue } = await api.queues.get_default({})
  expect(await api.queues.get_num_entries({ queue })).toEqual({ num: 0 })
})

test(
  'a failed step fails its run and its children are skipped; a retried failure and an allowed one do not',
  { timeout: 90_000 },
  async () => {
    await using world = await pipelineWorld(database)
    const { api } = world
    await using _agent = await startAgentProcess(world.connection, { queues: ['default'] })
    const { run } = await submit(world, 'failing.ts', { queue: 'default' })
    const controller = await ended(api, run)
    expect(controller.status, await standing(api, run)).toBe('failed')
    expect(`${controller.status_reason} ${controller.status_message}`).toContain('bad')
    const steps = await stepsOf(api, run)
    const statusOf = Object.fromEntries(steps.map(({ name, status }) => [name, status]))
    expect(statusOf).toEqual({ bad: 'failed', flaky: 'completed', 'after flaky': 'completed', forgiven: 'failed' })
    const bad = await logOf(api, steps.find(({ name }) => name === 'bad')!.id)
    expect(bad.match(/^it is bad$/gm)).toHaveLength(2)
    const dag = JSON.parse(controller.configuration?.['Pipeline']?.value ?? '{}') as Record<string, { status: string }>
    expect(Object.fromEntries(Object.entries(dag).map(([name, { status }]) => [name, status]))).toEqual({
      bad: 'failed',
      'after bad': 'skipped',
      flaky: 'completed',
      'after flaky': 'completed',
      forgiven: 'failed',
    })
  },
)
