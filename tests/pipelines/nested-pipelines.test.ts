import { database, startAgentProcess } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { ended, expectApart, pidOf, pipelineWorld, standing, stepsOf, submit } from './pipeline-world.ts'

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
