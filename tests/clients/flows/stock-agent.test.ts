import { startStockAgent, until } from '@clearway/testkit'
import { test } from '../client-test.ts'
import { flowPrograms, onStockAgent } from './declared-flows.ts'
import { flowsMs, runFlows } from './run-flows.ts'

test(
  'one flow of each program runs on the published agent in services mode, whose load is shown',
  { timeout: flowsMs },
  async ({ world, signal }) => {
    await world.api.queues.create({ name: 'stock' })
    // In services mode it runs several tasks at a time.
    await using agent = await startStockAgent(world.connection, { queues: ['stock'], servicesMode: true })
    const chosen = flowPrograms.flatMap((program) => (program in onStockAgent ? [program as keyof typeof onStockAgent] : []))
    const runs = chosen.map((program) => ({ program, only: [onStockAgent[program]], queue: 'stock' }))
    await runFlows(world, runs, signal)
    // It reports the load of its machine every thirty seconds.
    await until(async () => {
      const now = Date.now() / 1000
      const items = [{ key: 'cpu_usage' as const }, { key: 'memory_used' as const }]
      const { workers } = await world.api.workers.get_stats({ from_date: now - 3600, to_date: now + 60, interval: 1, items })
      return workers.some(({ worker, metrics }) => worker.startsWith(agent.name) && metrics.length === items.length)
    }, agent)
  },
)
