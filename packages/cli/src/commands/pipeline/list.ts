import { givenOf, ifGiven } from '@clearway/contract/given'
import { command } from '../../command.ts'
import { inProject } from '../../lookup/find-project.ts'
import { moment, pageFlags, pageOf, text } from '../../option.ts'
import { statusFilter } from '../../statuses.ts'
import { showRuns } from './show-runs.ts'

export const list = command({
  summary: 'The runs of pipelines, the newest first.',
  options: {
    status: statusFilter(),
    project: text('Only those of this project and of those below it, by its whole name.', 'NAME'),
    name: text('Only those whose name matches this regular expression.', 'PATTERN'),
    since: moment('Only those made since then: `2h`, `7d`, or a date.'),
    ...pageFlags(),
  },
  examples: ['', '--status failed --since 7d', '--project examples --limit 3 --json'],
  async run({ status, project, name, since, limit, page }, context) {
    const { api } = await context.connect()
    return api.tasks.get_all_ex({
      type: ['controller'],
      system_tags: ['pipeline', '-archived'],
      ...givenOf({ status: status && [...status], name, created: ifGiven(since, (at) => [`>=${new Date(at).toISOString()}`]) }),
      ...(project === undefined ? {} : await inProject(api, project)),
      search_hidden: true,
      only_fields: [
        'id',
        'name',
        'status',
        'paused',
        'project.name',
        'created',
        'begun',
        'started',
        'completed',
        'active_duration',
        'status_changed',
      ],
      order_by: ['-created'],
      ...pageOf({ limit, page }),
    })
  },
  show: (runs, look, { status, project, name, since }) =>
    showRuns(
      runs,
      look,
      [status, project, name, since].some((filter) => filter !== undefined),
    ),
})
