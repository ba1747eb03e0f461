import type { Api } from '@clearway/sdk'
import { database, startAgentProcess } from '@clearway/testkit'
import { describe, expect, test } from 'vitest'
import { ended, expectApart, logOf, overlap, pidOf, pipelineWorld, standing, stepsOf, submit } from './pipeline-world.ts'

/** Expects that a chain completed on one agent, without a process of its controller. */
async function expectDriven(api: Api, run: string, others: readonly number[], agent: string): Promise<void> {
  const controller = await ended(api, run)
  expect(controller, await standing(api, run)).toMatchObject({ status: 'completed', driver: 'server' })
  expect(controller.last_worker).toBeUndefined()
  const steps = await stepsOf(api, run)
  expect(steps.map(({ name, status, last_worker }) => [name, status, last_worker])).toEqual(
    ['one', 'two', 'three'].map((name) => [name, 'completed', `${agent}:0`]),
  )
  expect(await logOf(api, run)).toBe('')
  await expectApart(api, steps, [...others, process.pid])
}

describe('a pipeline completes in every layout', () => {
  test('controller and steps in local processes, without an agent', async () => {
    await using world = await pipelineWorld(database)
    const { run, output } = await submit(world, 'local.ts', { args: ['steps-here'] })
    expect(output).toContain('ended completed')
    const steps = await stepsOf(world.api, run)
    expect(steps.map(({ name, status }) => [name, status])).toEqual([
      ['one', 'completed'],
      ['two', 'completed'],
    ])
    const controller = Number(/controller pid (\d+)/.exec(output)?.[1])
    await expectApart(world.api, steps, [controller, process.pid])
  })

  test('the controller in a local process, its steps on an agent', async () => {
    await using world = await pipelineWorld(database)
    await using agent = await startAgentProcess(world.connection, { queues: ['default'] })
    const { run, output } = await submit(world, 'local.ts')
    expect(output).toContain('ended completed')
    const steps = await stepsOf(world.api, run)
    expect(steps.map(({ name, status }) => [name, status])).toEqual([
      ['one', 'completed'],
      ['two', 'completed'],
    ])
    for (const { last_worker } of steps) expect(last_worker).toBe(`${agent.name}:0`)
    await expectApart(world.api, steps, [Number(/controller pid (\d+)/.exec(output)?.[1]), agent.pid, process.pid])
  })

  test('controllers on services with an agent in services mode, steps on default', async () => {
    await using world = await pipelineWorld(database)
    await using services = await startAgentProcess(world.connection, { queues: ['services'], servicesMode: true })
    await using stepAgent = await startAgentProcess(world.connection, { queues: ['default'] })
    const { run } = await submit(world, 'chain.ts')
    const controller = await ended(world.api, run)
    expect(controller.status, await standing(world.api, run)).toBe('completed')
    expect(controller.last_worker).toBe(`${services.name}:light`)
    const steps = await stepsOf(world.api, run)
    expect(steps.map(({ name, status, last_worker }) => [name, status, last_worker])).toEqual(
      ['one', 'two', 'three'].map((name) => [name, 'completed', `${stepAgent.name}:0`]),
    )
    await expectApart(world.api, steps, [await pidOf(world.api, run), services.pid, stepAgent.pid, process.pid])
  })

  test('driven by the server: an agent in services mode, and one for the steps', async () => {
    await using world = await pipelineWorld(database)
    await using services = await startAgentProcess(world.connection, { queues: ['services'], servicesMode: true })
    await using stepAgent = await startAgentProcess(world.connection, { queues: ['default'] })
    const { run, output } = await submit(world, 'chain.ts', { driver: 'auto' })
    await expectDriven(world.api, run, [Number(/controller pid (\d+)/.exec(output)?.[1]), services.pid, stepAgent.pid], stepAgent.name)
  })

  test('driven by the server: one agent, one slot, one queue', async () => {
    await using world = await pipelineWorld(database)
    await using agent = await startAgentProcess(world.connection, { queues: ['default'] })
    const { run, output } = await submit(world, 'chain.ts', { queue: 'default', driver: 'auto' })
    await expectDriven(world.api, run, [Number(/controller pid (\d+)/.exec(output)?.[1]), agent.pid], agent.name)
  })

  test('one agent, one slot, one queue for controller and steps', async () => {
    await using world = await pipelineWorld(database)
    await using agent = await startAgentProcess(world.connection, { queues: ['default'] })
    const { run } = await submit(world, 'chain.ts', { queue: 'default' })
    const controller = await ended(world.api, run)
    expect(controller.status, await standing(world.api, run)).toBe('completed')
    expect(controller.last_worker).toBe(`${agent.name}:light`)
    const steps = await stepsOf(world.api, run)
    expect(steps.map(({ status, last_worker }) => [status, last_worker])).toEqual(steps.map(() => ['completed', `${agent.name}:0`]))
    // The controller has a process of its own, which is neither the agent's nor a step's.
    await expectApart(world.api, steps, [await pidOf(world.api, run), agent.pid, process.pid])
  })

  test('parallel branches overlap where two slots exist', async () => {
    await using world = await pipelineWorld(database, { command: 'echo "step pid $$"; sleep 1' })
    await using agent = await startAgentProcess(world.connection, { queues: ['default'], slots: 2 })
    const { run } = await submit(world, 'branches.ts', { queue: 'default' })
    expect((await ended(world.api, run)).status, await standing(world.api, run)).toBe('completed')
    const steps = await stepsOf(world.api, run)
    const [left, right] = ['left', 'right'].map((name) => steps.find((step) => step.name === name)!)
    expect(overlap(left!, right!)).toBe(true)
    expect(left!.last_worker).not.toBe(right!.last_worker)
    await expectApart(world.api, steps, [await pidOf(world.api, run), agent.pid, process.pid])
  })
})
