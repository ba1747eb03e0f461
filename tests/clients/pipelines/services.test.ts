import { startAgentProcess } from '@clearway/testkit'
import { expect } from 'vitest'
import { ended, standing, stepsOf } from '../../pipelines/pipeline-world.ts'
import { test } from '../client-test.ts'
import { allCompleted, named, start, total } from './python-pipeline.ts'

test(
  'an unmodified Python pipeline of function steps runs with its controller on services and its steps on default',
  { timeout: 300_000 },
  async ({ world, agent }) => {
    await using services = await startAgentProcess(world.connection, { queues: ['services'], servicesMode: true })
    const { run } = await start(world, 'services')
    const controller = await ended(world.api, run, 240)
    expect(controller.status, await standing(world.api, run)).toBe('completed')
    expect(controller.last_worker).toBe(`${services.name}:light`)
    const steps = await stepsOf(world.api, run)
    expect(named(steps)).toEqual(allCompleted)
    expect(steps.every(({ last_worker }) => last_worker === `${agent.name}:0`)).toBe(true)
    expect(await total(world.api, run)).toContain('TOTAL all 20')
  },
)
