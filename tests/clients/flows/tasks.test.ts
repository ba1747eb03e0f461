import { test } from '../client-test.ts'
import { runFlows } from './run-flows.ts'

test(
  'tasks, models, datasets and autologging of the published clearml behave as on ClearML’s server',
  { timeout: 600_000 },
  async ({ world, signal }) => {
    await runFlows(world, [{ program: 'tasks' }, { program: 'data' }, { program: 'frameworks' }], signal)
  },
)
