import { command } from '../../command.ts'
import { integer, pageFlags, pageOf } from '../../option.ts'
import { showWorkers } from './show-workers.ts'

export const list = command({
  summary: 'The workers, what each runs and which queues it serves.',
  options: {
    seen: integer('Only those that reported in the last so many seconds; 0 for all. Default: an hour.', 'SECONDS', 0),
    ...pageFlags(500),
  },
  examples: ['', '--seen 60 --json'],
  async run({ seen = 3600, limit, page }, context) {
    const { workers } = await (await context.connect()).api.workers.get_all({ last_seen: seen })
    const { page: at, page_size: size } = pageOf({ limit: limit ?? 500, page })
    return { workers: workers.slice(at * size, (at + 1) * size) }
  },
  show: showWorkers,
})
