import { postgres, startServer } from '@clearway/testkit'
import { test } from '../client-test.ts'
import { flowsMs, runFlows } from './run-flows.ts'

test(
  'each of the 204 actions of ClearML’s API does what the published clearml asks of it and answers as the schemas in clearml say, on both databases',
  { timeout: flowsMs },
  async ({ world, signal }) => {
    await using second = await startServer(postgres)
    for (const server of [world, second]) await runFlows(server, [{ program: 'actions' }], signal)
  },
)
