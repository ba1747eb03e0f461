import { join } from 'node:path'
import { openConnection, Task } from '@clearway/sdk'
import { database, startAgentProcess, until, type World } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { ended, pipelineWorld, standing, stepsOf } from './pipeline-world.ts'

/** A queued step of an ordinary type, whose program drives a pipeline with steps in the same queue, or waits for one that the server drives. */
async function aStepWithAPipeline(world: World, program: 'local.ts' | 'waits.ts' = 'local.ts'): Promise<string> {
  const connection = await openConnection({ url: world.url, credentials: world.connection })
  const { id } = await Task.create({
    projectName: 'layouts',
    taskName: 'a step with a pipeline',
    type: 'training',
    script: { command: `${process.execPath} ${join(import.meta.dirname, 'programs', program)}` },
    connection,
  })
  await world.api.tasks.enqueue({ task: id, queue_name: 'default' })
  return id
}

test.for(['local.ts', 'waits.ts'] as const)(
  'a step with a pipeline (%s) does not hold the only slot, which the pipeline’s steps need',
  { timeout: 120_000 },
  async (program) => {
    await using world = await pipelineWorld(database)
    await using agent = await startAgentProcess(world.connection, { queues: ['default'] })
    const step = await aStepWithAPipeline(world, program)
    expect((await ended(world.api, step)).status, await standing(world.api, step)).toBe('completed')
    const [pipeline] = await stepsOf(world.api, step)
    const steps = await stepsOf(world.api, pipeline!.id)
    expect(steps.map(({ name, status, last_worker }) => [name, status, last_worker])).toEqual(
      ['one', 'two'].map((name) => [name, 'completed', `${agent.name}:0`]),
    )
  },
)

test('stopping the step stops the pipeline and its running step', { timeout: 120_000 }, async () => {
  await using world = await pipelineWorld(database, { command: 'echo begun; sleep 600' })
  await using _agent = await startAgentProcess(world.connection, { queues: ['default'], slots: 2 })
  const { api } = world
  const step = await aStepWithAPipeline(world)
  const running = async () => {
    const [pipeline] = await stepsOf(api, step)
    return pipeline === undefined ? [] : [pipeline, ...(await stepsOf(api, pipeline.id))]
  }
  await until(async () => (await running()).some(({ name, status }) => name === 'one' && status === 'in_progress'))
  await api.tasks.stop({ task: step })
  expect((await ended(api, step)).status).toBe('stopped')
  for (const { id } of await running()) expect((await ended(api, id)).status, await standing(api, step)).toBe('stopped')
})
