import { command } from '../../command.ts'
import { integer } from '../../option.ts'
import { showRuns } from './show-runs.ts'

export const list = command({
  summary: 'The runs of pipelines, the newest first.',
  options: { limit: integer('How many at most. Default: 20.', 'NUMBER', 1, 500) },
  examples: ['', '--limit 3 --json'],
  async run({ limit = 20 }, context) {
    const { api } = await context.connect()
    return api.tasks.get_all_ex({
      type: ['controller'],
      system_tags: ['pipeline', '-archived'],
      search_hidden: true,
      only_fields: ['id', 'name', 'status', 'project.name', 'created', 'started', 'completed', 'active_duration', 'status_changed'],
      order_by: ['-created'],
      page: 0,
      page_size: limit,
    })
  },
  show: showRuns,
})
