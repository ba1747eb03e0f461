import type { Api } from '@clearway/sdk'
import { command } from '../../command.ts'
import { confirm, yesFlag } from '../../confirm.ts'
import { CommandFailed } from '../../failure.ts'
import { findProject } from '../../lookup/find-project.ts'
import { flag } from '../../option.ts'
import { counted } from '../../show/counted.ts'

export const deleteProject = command({
  summary: 'Delete a project and those below it. Its tasks and models stay, without a project.',
  args: { project: 'Its whole name, its id, or the beginning of its id.' },
  options: { force: flag('Although it holds tasks or models.'), ...yesFlag },
  examples: ['examples/old', 'examples/old --force --yes'],
  async run({ project: given, force, yes }, context) {
    const { api } = await context.connect()
    const { id: project } = await findProject(api, given)
    const contents = await countContents(api, project)
    const held = contents.tasks + contents.models
    const parts = `${counted(contents.tasks, 'task')} and ${counted(contents.models, 'model')}`
    if (held > 0 && !force)
      throw new CommandFailed(`The project ${given} holds ${parts}. Give --force to delete it all the same; they stay, without a project.`)
    await confirm(context, `Delete the project ${given}${held === 0 ? '' : `; ${parts} stay without a project`}`, yes)
    return { project, ...contents, ...(await api.projects.delete({ project, ...(force ? { force } : {}) })) }
  },
  show: ({ deleted }, look) => `${look.paint('green', '✓')} Deleted ${counted(deleted, 'project')}.`,
})

const pageSize = 500

/** How many tasks and models a project and those below it hold. */
async function countContents(api: Api, project: string): Promise<{ readonly tasks: number; readonly models: number }> {
  const query = { project: [project], include_subprojects: true, search_hidden: true, only_fields: ['id'], page_size: pageSize }
  return {
    tasks: await countPages(async (page) => (await api.tasks.get_all({ ...query, page })).tasks.length),
    models: await countPages(async (page) => (await api.models.get_all({ ...query, page })).models.length),
  }
}

async function countPages(sizeOf: (page: number) => Promise<number>): Promise<number> {
  for (let [page, count] = [0, 0]; ; page += 1) {
    const size = await sizeOf(page)
    count += size
    if (size < pageSize) return count
  }
}
