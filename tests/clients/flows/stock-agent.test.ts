import { startStockAgent } from '@clearway/testkit'
import { test } from '../client-test.ts'
import { flowPrograms, onStockAgent } from './declared-flows.ts'
import { runFlows } from './run-flows.ts'

test('one flow of each program runs on the published agent in services mode', { timeout: 500_000 }, async ({ world, signal }) => {
  await world.api.queues.create({ name: 'stock' })
  // In services mode it runs several tasks at a time.
  await using _agent = await startStockAgent(world.connection, { queues: ['stock'], servicesMode: true })
  const chosen = flowPrograms.flatMap((program) => (program in onStockAgent ? [program as keyof typeof onStockAgent] : []))
  const runs = chosen.map((program) => ({ program, only: onStockAgent[program], queue: 'stock' }))
  await runFlows(world, runs, signal)
})
