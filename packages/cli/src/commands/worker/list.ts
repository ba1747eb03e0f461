import { command } from '../../command.ts'
import { integer } from '../../option.ts'
import { showWorkers } from './show-workers.ts'

export const list = command({
  summary: 'The workers, what each runs and which queues it serves.',
  options: { seen: integer('Only those that reported in the last so many seconds; 0 for all. Default: an hour.', 'SECONDS', 0) },
  examples: ['', '--seen 60 --json'],
  run: async ({ seen = 3600 }, context) => (await context.connect()).api.workers.get_all({ last_seen: seen }),
  show: showWorkers,
})
