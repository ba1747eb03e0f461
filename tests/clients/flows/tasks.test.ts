import { test } from '../client-test.ts'
import { runFlows } from './run-flows.ts'

test(
  'tasks, models and datasets of the published clearml behave as on ClearML’s server',
  { timeout: 300_000 },
  async ({ world, signal }) => {
    await runFlows(world, [{ program: 'tasks' }, { program: 'data' }], signal)
  },
)
