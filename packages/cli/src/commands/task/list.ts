import { givenOf, ifGiven } from '@clearway/contract/given'
import { taskTypes } from '@clearway/contract/status'
import { command } from '../../command.ts'
import { inProject } from '../../lookup/find-project.ts'
import { assertKnown, flag, moment, pageFlags, pageOf, text, texts } from '../../option.ts'
import { statusFilter } from '../../statuses.ts'
import { showTasks } from './show-tasks.ts'

export const list = command({
  summary: 'The tasks, the newest first.',
  options: {
    status: statusFilter(),
    type: texts(`Only those of one of these types: ${taskTypes.join(', ')}.`, 'TYPE'),
    project: text('Only those of this project and of those below it, by its whole name.', 'NAME'),
    name: text('Only those whose name matches this regular expression.', 'PATTERN'),
    since: moment('Only those made since then: `2h`, `7d`, or a date.'),
    ...pageFlags(),
    all: flag('Archived and hidden tasks as well.'),
  },
  examples: ['', '--status queued running', '--project examples/iris --limit 5 --json'],
  async run({ status, type, project, name, since, limit, page, all }, context) {
    assertKnown('--type', type, taskTypes)
    const { api } = await context.connect()
    return api.tasks.get_all_ex({
      ...givenOf({
        status: status && [...status],
        type: type && [...type],
        name,
        created: ifGiven(since, (at) => [`>=${new Date(at).toISOString()}`]),
      }),
      ...(project === undefined ? {} : await inProject(api, project)),
      ...(all ? {} : { system_tags: ['-archived'] }),
      search_hidden: all || project !== undefined,
      only_fields: [
        'id',
        'name',
        'type',
        'status',
        'paused',
        'status_reason',
        'status_changed',
        'project.name',
        'created',
        'begun',
        'started',
        'completed',
        'active_duration',
        'last_worker',
      ],
      order_by: ['-created'],
      ...pageOf({ limit, page }),
    })
  },
  show: showTasks,
})
