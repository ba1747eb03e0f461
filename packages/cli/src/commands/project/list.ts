import { command } from '../../command.ts'
import { flag, pageFlags, pageOf, text } from '../../option.ts'
import { showProjects } from './show-projects.ts'

export const list = command({
  summary: 'The projects, by name.',
  options: {
    name: text('Only those whose whole name matches this regular expression.', 'PATTERN'),
    all: flag('Hidden ones as well, such as those of pipelines.'),
    ...pageFlags(100),
  },
  examples: ['', '--name ^examples --json'],
  async run({ name, all, limit, page }, context) {
    const { api } = await context.connect()
    return api.projects.get_all({
      ...(name === undefined ? {} : { name }),
      ...(all ? { search_hidden: true } : {}),
      only_fields: ['id', 'name', 'description', 'created', 'last_update', 'tags'],
      order_by: ['name'],
      ...pageOf({ limit: limit ?? 100, page }),
    })
  },
  show: showProjects,
})
