import { hasEnded } from '@clearway/contract/status'
import type { Api } from '@clearway/sdk'
import { command } from '../../command.ts'
import { confirm, yesFlag } from '../../confirm.ts'
import { findTasks } from '../../lookup/find-tasks.ts'
import { flag } from '../../option.ts'
import { counted } from '../../show/counted.ts'
import { withProgress } from '../../show/progress.ts'
import { type Contents, contentsOf, describeMade, describeTasks } from './contents.ts'

export const deleteTask = command({
  summary: 'Delete tasks with their logs, artifacts and models.',
  args: { 'tasks...': 'Each by its name (the newest of that name), its id, or the beginning of its id.' },
  options: {
    steps: flag('The steps of a pipeline’s run as well.'),
    force: flag('Also what is published, waits or runs, or has published steps or models.'),
    ...yesFlag,
  },
  examples: ['train', '0199f1c2 0199f1d4 --yes', '"iris #3" --steps'],
  async run({ tasks: given, steps, force, yes }, context): Promise<Contents> {
    const { api } = await context.connect()
    const contents = await contentsOf(api, await findTasks(api, given), { steps })
    await confirm(context, `Delete ${describeTasks(contents)}, with ${describeMade(contents)}`, yes)
    await withProgress(context, async (progress) => {
      for (const [index, task] of contents.tasks.entries()) {
        progress(`${index} of ${contents.tasks.length} deleted`)
        await deleteOne(api, task, { steps, force })
      }
    })
    return contents
  },
  show: ({ tasks, steps }, look) => `${look.paint('green', '✓')} Deleted ${counted(tasks.length + steps, 'task')}.`,
})

/**
 * Deletes a task. Without force the server deletes only drafts and archived tasks, so that no program deletes results unasked; here a person has confirmed
 * it, so a task that has ended is archived first.
 */
async function deleteOne(
  api: Api,
  { id: task, status, system_tags: tags = [] }: Contents['tasks'][number],
  { steps, force }: { readonly steps: boolean; readonly force: boolean },
): Promise<void> {
  const isArchivedFirst = !force && status !== undefined && hasEnded(status) && status !== 'published' && !tags.includes('archived')
  if (isArchivedFirst) await api.tasks.archive({ tasks: [task] })
  try {
    await api.tasks.delete({ task, ...(steps ? { include_pipeline_steps: true } : {}), ...(force ? { force } : {}) })
  } catch (error) {
    if (isArchivedFirst) await api.tasks.unarchive({ tasks: [task] })
    throw error
  }
}
