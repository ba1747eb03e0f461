import { database, startAgentProcess, startServer, startStockAgent } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { ended, standing, stepsOf } from '../../pipelines/pipeline-world.ts'
import { allCompleted, named, start } from './python-pipeline.ts'

test(
  'an unmodified Python pipeline of function steps runs with everything on one queue that only a published agent serves, beside a light lane elsewhere',
  { timeout: 300_000 },
  async () => {
    await using world = await startServer(database)
    await using services = await startAgentProcess(world.connection, { queues: ['services'], servicesMode: true })
    await using agent = await startStockAgent(world.connection, { queues: ['default'] })
    const { run } = await start(world, 'default')
    const controller = await ended(world.api, run, 280)
    expect(controller.status, (await standing(world.api, run)) + agent.output()).toBe('completed')
    expect(controller.last_worker).toBe(`${services.name}:light`)
    const steps = await stepsOf(world.api, run)
    expect(named(steps)).toEqual(allCompleted)
    expect(steps.every(({ last_worker }) => last_worker?.startsWith(agent.name) === true)).toBe(true)
  },
)
