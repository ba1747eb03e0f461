import { command } from '../../command.ts'
import { showQueues } from './show-queues.ts'

export const list = command({
  summary: 'The queues, how many tasks wait in each, and who serves it.',
  examples: [''],
  run: async (_, context) => (await context.connect()).api.queues.get_all_ex({ order_by: ['name'] }),
  show: showQueues,
})
