import { database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { pipelineWorld, submit } from './pipeline-world.ts'

test('a stop during the submission of a run stops the run', async () => {
  await using world = await pipelineWorld(database)
  const { run } = await submit(world, 'stopped-early.ts')
  expect((await world.api.tasks.get_by_id({ task: run })).task).toMatchObject({ status: 'stopped', status_reason: 'changed my mind' })
})
