import type { World } from '@clearway/testkit'
import { fakeStockAgent } from '../server/fake-stock-agent.ts'

/** A published agent's only slot in a queue that is held by a controller, which waits for a step in the same queue. */
export async function aWaitingStep({ api, connection }: World) {
  const { id: queue } = await api.queues.create({ name: 'training' })
  const { id: controller } = await api.tasks.create({ name: 'iris', type: 'controller', system_tags: ['pipeline'] })
  await api.tasks.enqueue({ task: controller, queue })
  const stock = await fakeStockAgent(connection, 'vm', [queue])
  await stock.take(queue)
  const processes = await stock.child(controller)
  const { id: step } = await processes.tasks.create({ name: 'train', type: 'training', parent: controller })
  await processes.tasks.enqueue({ task: step, queue })
  return { queue, controller, stock, processes, step }
}
