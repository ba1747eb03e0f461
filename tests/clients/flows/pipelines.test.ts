import { startAgentProcess } from '@clearway/testkit'
import { test } from '../client-test.ts'
import { flowsMs, flowsOf, runFlows } from './run-flows.ts'

test('pipelines of the published clearml run on our agents', { timeout: flowsMs }, async ({ world, signal }) => {
  await world.api.queues.create({ name: 'many' })
  await using _steps = await startAgentProcess(world.connection, { queues: ['default', 'many'], slots: 6 })
  await using _services = await startAgentProcess(world.connection, { queues: ['services'], servicesMode: true })
  // The flow of many steps takes as long as all others, so it runs beside them.
  const many = ['many_steps']
  const others = flowsOf('pipelines', { agent: true }).only.filter((flow) => !many.includes(flow))
  await runFlows(world, [{ program: 'decorators' }, { program: 'pipelines', only: others }, { program: 'pipelines', only: many }], signal)
})
