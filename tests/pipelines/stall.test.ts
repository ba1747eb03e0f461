import { database, startAgentProcess, until } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { ended, pipelineWorld, standing, stepsOf, submit } from './pipeline-world.ts'

test('a controller in the only slot releases the slot to its steps, and continues where it was', { timeout: 120_000 }, async () => {
  await using world = await pipelineWorld(database)
  const { api } = world
  await using slot = await startAgentProcess(world.connection, { queues: ['default'], light: 'off' })
  const { run } = await submit(world, 'chain.ts', { queue: 'default' })
  const isStalled = async (): Promise<boolean> => (await api.queues.explain({})).counts.stalled > 0
  await until(isStalled, slot)
  const [before] = await stepsOf(api, run)
  expect((await api.tasks.explain({ task: before!.id })).wait).toMatchObject({
    reason: 'stalled',
    cures: [{ kind: 'release', automatic: true }, { kind: 'agent' }],
  })

  const controller = await ended(api, run)
  expect(controller.status, (await standing(api, run)) + slot.output()).toBe('completed')
  expect(controller.last_worker).toBe(`${slot.name}:0`)
  const steps = await stepsOf(api, run)
  expect(steps.map(({ name, status, last_worker }) => [name, status, last_worker])).toEqual(
    ['one', 'two', 'three'].map((name) => [name, 'completed', `${slot.name}:0`]),
  )
  expect(steps[0]!.id).toBe(before!.id)
})
