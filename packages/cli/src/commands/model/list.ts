import { command } from '../../command.ts'
import { inProject } from '../../lookup/find-project.ts'
import { moment, pageFlags, pageOf, text } from '../../option.ts'
import { showModels } from './show-models.ts'

export const list = command({
  summary: 'The models, the newest first.',
  options: {
    project: text('Only those of this project and of those below it, by its whole name.', 'NAME'),
    name: text('Only those whose name matches this regular expression.', 'PATTERN'),
    since: moment('Only those made since then: `2h`, `7d`, or a date.'),
    ...pageFlags(),
  },
  examples: ['', '--project examples/iris --limit 5 --json'],
  async run({ project, name, since, limit, page }, context) {
    const { api } = await context.connect()
    return api.models.get_all({
      system_tags: ['-archived'],
      ...(project === undefined ? {} : await inProject(api, project)),
      ...(name === undefined ? {} : { name }),
      ...(since === undefined ? {} : { created: [`>=${new Date(since).toISOString()}`] }),
      search_hidden: true,
      only_fields: ['id', 'name', 'framework', 'ready', 'created', 'task', 'uri', 'tags'],
      order_by: ['-created'],
      ...pageOf({ limit, page }),
    })
  },
  show: showModels,
})
