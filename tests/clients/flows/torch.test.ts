import { pytorch } from '@clearway/testkit'
import { test } from '../client-test.ts'
import { flowsMs, runFlows } from './run-flows.ts'

test('models and reports of PyTorch are logged as on ClearML’s server', { timeout: flowsMs }, async ({ world, signal, skip }) => {
  const torch = await pytorch()
  if (typeof torch === 'string') return skip(torch)
  await runFlows(world, [{ program: 'torch_flows', torch }], signal)
})
