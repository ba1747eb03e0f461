import { isApiError, type Api } from '@clearway/sdk'
import { command } from '../../command.ts'
import { CommandFailed } from '../../failure.ts'
import { findProject } from '../../lookup/find-project.ts'
import { findTasks } from '../../lookup/find-tasks.ts'
import { text } from '../../option.ts'
import { counted } from '../../show/counted.ts'
import { UsageError } from '../../usage-error.ts'

export const move = command({
  summary: 'Move tasks to another project.',
  args: { 'tasks...': 'Each by its name (the newest of that name), its id, or the beginning of its id.' },
  options: {
    project: text('The project, by its whole name, its id or the beginning of its id; a name that there is not is made.', 'NAME'),
  },
  examples: ['train --project examples/iris'],
  async run({ tasks: given, project: wanted }, context) {
    if (wanted === undefined) throw new UsageError('Give the project: --project NAME.', { field: '--project' })
    const { api } = await context.connect()
    const tasks = await findTasks(api, given)
    const project = await findOrMake(api, wanted)
    for (const { id: task } of tasks) await api.tasks.update({ task, project })
    return { tasks: tasks.map(({ id }) => id), project }
  },
  show: ({ tasks }, look) => `${look.paint('green', '✓')} Moved ${counted(tasks.length, 'task')}.`,
})

async function findOrMake(api: Api, wanted: string): Promise<string> {
  try {
    return (await findProject(api, wanted)).id
  } catch (error) {
    if (!(error instanceof CommandFailed) || error.code !== 'not_found') throw error
  }
  try {
    return (await api.projects.create({ name: wanted })).id
  } catch (error) {
    // Somebody else has made the project since it was looked up.
    if (!isApiError(error, 'name_taken')) throw error
    return (await findProject(api, wanted)).id
  }
}
