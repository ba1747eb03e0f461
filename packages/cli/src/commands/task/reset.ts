import { command } from '../../command.ts'
import { confirm, yesFlag } from '../../confirm.ts'
import { findTasks } from '../../lookup/find-tasks.ts'
import { flag } from '../../option.ts'
import { counted } from '../../show/counted.ts'
import { type Contents, contentsOf, describeMade, describeTasks } from './contents.ts'

export const reset = command({
  summary: 'Make tasks drafts again: their definition stays, their logs and results are deleted.',
  args: { 'tasks...': 'Each by its name (the newest of that name), its id, or the beginning of its id.' },
  options: { force: flag('Also what is published or running.'), ...yesFlag },
  examples: ['train', '0199f1c2 0199f1d4 --yes'],
  async run({ tasks: given, force, yes }, context): Promise<Contents> {
    const { api } = await context.connect()
    const contents = await contentsOf(api, await findTasks(api, given))
    await confirm(context, `Reset ${describeTasks(contents)} and delete ${describeMade(contents)}`, yes)
    for (const { id: task } of contents.tasks) await api.tasks.reset({ task, ...(force ? { force } : {}) })
    return contents
  },
  show: ({ tasks }, look) => `${look.paint('green', '✓')} Reset ${counted(tasks.length, 'task')}.`,
})
