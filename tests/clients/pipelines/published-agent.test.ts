import { startAgentProcess, startStockAgent } from '@clearway/testkit'
import { expect } from 'vitest'
import { ended, standing, stepsOf } from '../../pipelines/pipeline-world.ts'
import { test } from '../client-test.ts'
import { allCompleted, named, start } from './python-pipeline.ts'

test(
  'an unmodified Python pipeline of function steps runs on one queue that only a published agent serves, its controller in the light lane of our agent of another queue',
  { timeout: 300_000 },
  async ({ world }) => {
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
