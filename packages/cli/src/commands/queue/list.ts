import { command } from '../../command.ts'
import { pageFlags, pageOf } from '../../option.ts'
import { showQueues } from './show-queues.ts'

export const list = command({
  summary: 'The queues, how many tasks wait in each, and who serves it.',
  options: pageFlags(100),
  examples: ['', '--limit 5 --json'],
  run: async ({ limit, page }, context) =>
    (await context.connect()).api.queues.get_all_ex({ order_by: ['name'], ...pageOf({ limit: limit ?? 100, page }) }),
  show: showQueues,
})
