import type { Task } from '@clearway/contract'
import { taskStatuses, taskTypes } from '@clearway/contract/status'
import { command } from '../../command.ts'
import { flag, integer, text, texts } from '../../option.ts'
import { UsageError } from '../../usage-error.ts'
import { showTasks } from './show-tasks.ts'

export const list = command({
  summary: 'The tasks, the newest first.',
  options: {
    status: texts(`Only those with one of these: ${taskStatuses.join(', ')}.`, 'STATUS'),
    type: texts(`Only those of one of these types: ${taskTypes.join(', ')}.`, 'TYPE'),
    project: text('Only those of this project and of those below it, by its whole name.', 'NAME'),
    name: text('Only those whose name matches this regular expression.', 'PATTERN'),
    limit: integer('How many at most. Default: 20.', 'NUMBER', 1, 500),
    all: flag('Archived tasks and steps of pipelines as well.'),
  },
  examples: ['', '--status queued in_progress', '--project examples/iris --limit 5 --json'],
  async run({ status, type, project, name, limit = 20, all }, context) {
    known('--status', status, taskStatuses)
    known('--type', type, taskTypes)
    const { api } = await context.connect()
    // The query takes ids of projects, so the name is resolved first.
    const projects =
      project === undefined
        ? undefined
        : (
            await api.projects.get_all({
              _any_: { fields: ['name'], pattern: `^${escape(project)}(/|$)` },
              search_hidden: true,
              only_fields: ['id'],
            })
          ).projects
    if (projects?.length === 0) return { tasks: [] as Task[] }
    return api.tasks.get_all_ex({
      ...(status === undefined ? {} : { status: [...status] }),
      ...(type === undefined ? {} : { type: [...type] }),
      ...(name === undefined ? {} : { name }),
      ...(projects === undefined ? {} : { project: projects.map(({ id }) => id) }),
      ...(all ? {} : { system_tags: ['-archived'] }),
      search_hidden: all || projects !== undefined,
      only_fields: [
        'id',
        'name',
        'type',
        'status',
        'status_reason',
        'status_changed',
        'project.name',
        'created',
        'started',
        'completed',
        'active_duration',
        'last_worker',
      ],
      order_by: ['-created'],
      page: 0,
      page_size: limit,
    })
  },
  show: showTasks,
})

function known(flagName: string, given: readonly string[] | undefined, values: readonly string[]): void {
  const wrong = given?.find((value) => !values.includes(value.replace(/^-/, '')))
  if (wrong !== undefined) throw new UsageError(`${flagName} does not know "${wrong}". It takes ${values.join(', ')}.`, { field: flagName })
}

function escape(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}_ /-]/gu, String.raw`\$&`)
}
