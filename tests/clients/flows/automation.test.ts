import { startAgentProcess } from '@clearway/testkit'
import { test } from '../client-test.ts'
import { flowsMs, flowsOf, runFlows } from './run-flows.ts'

test(
  'optimizers, schedulers, triggers and commands of the published clearml run on our agents',
  { timeout: flowsMs },
  async ({ world, signal }) => {
    await using _steps = await startAgentProcess(world.connection, { queues: ['default'], slots: 6 })
    await using _services = await startAgentProcess(world.connection, { queues: ['services'], servicesMode: true })
    await runFlows(world, [{ program: 'automation' }, flowsOf('commands', { agent: true })], signal)
  },
)
