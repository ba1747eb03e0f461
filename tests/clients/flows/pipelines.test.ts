import { startAgentProcess } from '@clearway/testkit'
import { test } from '../client-test.ts'
import { runFlows } from './run-flows.ts'

test('pipelines of the published clearml run on our agents', { timeout: 600_000 }, async ({ world, signal }) => {
  await world.api.queues.create({ name: 'many' })
  await using _steps = await startAgentProcess(world.connection, { queues: ['default', 'many'], slots: 6 })
  await using _services = await startAgentProcess(world.connection, { queues: ['services'], servicesMode: true })
  await runFlows(world, [{ program: 'decorators' }, { program: 'pipelines' }], signal)
})
