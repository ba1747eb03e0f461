import { database, startAgentProcess } from '@clearway/testkit'
import { describe, expect, test } from 'vitest'
import { ended, expectApart, overlap, pidOf, pipelineWorld, standing, stepsOf, submit } from './pipeline-world.ts'

describe('every layout completes', () => {
  test('all in one process’s children, without an agent', async () => {
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

  test('the controller here, its steps on an agent', async () => {
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

  test('one agent, one slot, one queue for controller and steps', async () => {
    await using world = await pipelineWorld(database)
    await using agent = await startAgentProcess(world.connection, { queues: ['default'] })
    const { run } = await submit(world, 'chain.ts', { queue: 'default' })
    const controller = await ended(world.api, run)
    expect(controller.status, await standing(world.api, run)).toBe('completed')
    expect(controller.last_worker).toBe(`${agent.name}:light`)
    const steps = await stepsOf(world.api, run)
    expect(steps.map(({ status, last_worker }) => [status, last_worker])).toEqual(steps.map(() => ['completed', `${agent.name}:0`]))
    // The controller is a process of its own, neither the agent's nor a step's.
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

test('twenty pipelines at once, on one agent with one slot and one queue', { timeout: 240_000 }, async () => {
  await using world = await pipelineWorld(database, { command: 'echo "step pid $$"' })
  const { api } = world
  const { run: first } = await submit(world, 'chain.ts', { queue: 'default' })
  const { id: queue } = await api.queues.get_default({})
  const runs = [first]
  while (runs.length < 20)
    runs.push((await api.tasks.clone({ task: first, new_task_name: `chain ${runs.length}`, new_task_parent: '' })).id)
  for (const run of runs.slice(1)) await api.tasks.enqueue({ task: run, queue })
  await using agent = await startAgentProcess(world.connection, { queues: ['default'] })
  for (const run of runs) expect((await ended(api, run, 200)).status, await standing(api, run)).toBe('completed')
  const steps = (await Promise.all(runs.map((run) => stepsOf(api, run))))
    .flat()
    .toSorted((a, b) => Date.parse(a.started!) - Date.parse(b.started!))
  expect(steps).toHaveLength(60)
  expect(new Set(steps.map(({ last_worker }) => last_worker))).toEqual(new Set([`${agent.name}:0`]))
  await expectApart(api, steps, [agent.pid, process.pid, ...(await Promise.all(runs.map((run) => pidOf(api, run))))])
})

test('pipelines nested three deep, on one agent with one slot and one queue', { timeout: 120_000 }, async () => {
  await using world = await pipelineWorld(database)
  const { api } = world
  for (const program of ['chain.ts', 'middle.ts']) {
    const { run } = await submit(world, program, { queue: 'default' })
    await api.tasks.dequeue({ task: run })
  }
  const { run } = await submit(world, 'outer.ts', { queue: 'default' })
  await using agent = await startAgentProcess(world.connection, { queues: ['default'] })
  expect((await ended(api, run)).status, await standing(api, run)).toBe('completed')
  const [nested, after] = await stepsOf(api, run)
  expect([nested!.type, nested!.last_worker, after!.last_worker]).toEqual(['controller', `${agent.name}:light`, `${agent.name}:0`])
  const [inner] = await stepsOf(api, nested!.id)
  expect((await stepsOf(api, inner!.id)).map(({ status }) => status)).toEqual(['completed', 'completed', 'completed'])
  const controllers = await Promise.all([run, nested!.id, inner!.id].map((id) => pidOf(api, id)))
  await expectApart(api, [after!, ...(await stepsOf(api, inner!.id))], [...controllers, agent.pid, process.pid])
})
