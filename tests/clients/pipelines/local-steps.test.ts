import { expect } from 'vitest'
import { stepsOf } from '../../pipelines/pipeline-world.ts'
import { test } from '../client-test.ts'
import { allCompleted, named, start } from './python-pipeline.ts'

test('an unmodified Python pipeline of function steps runs with its steps in local processes', { timeout: 300_000 }, async ({ world }) => {
  const { run, output } = await start(world, 'local')
  expect(output).toContain('TOTAL all 20')
  expect(named(await stepsOf(world.api, run))).toEqual(allCompleted)
})
