import { expect } from 'vitest'
import { ended, standing, stepsOf } from '../../pipelines/pipeline-world.ts'
import { test } from '../client-test.ts'
import { allCompleted, named, start } from './python-pipeline.ts'

test(
  'an unmodified Python pipeline of function steps runs with controller and steps on one queue, one agent and one slot',
  { timeout: 300_000 },
  async ({ world, agent }) => {
    const { run } = await start(world, 'default')
    const controller = await ended(world.api, run, 240)
    expect(controller.status, await standing(world.api, run)).toBe('completed')
    expect(controller.last_worker).toBe(`${agent.name}:light`)
    expect(named(await stepsOf(world.api, run))).toEqual(allCompleted)
  },
)
