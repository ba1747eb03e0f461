import { command } from '../../command.ts'
import { findTasks } from '../../lookup/find-tasks.ts'
import { flag } from '../../option.ts'
import { counted } from '../../show/counted.ts'

export const archive = command({
  summary: 'Archive tasks: lists leave them out. What is queued or runs is stopped.',
  args: { 'tasks...': 'Each by its name (the newest of that name), its id, or the beginning of its id.' },
  options: { undo: flag('Take them back out of the archive.'), steps: flag('The steps of a pipeline’s run as well.') },
  examples: ['train', '0199f1c2 --undo'],
  async run({ tasks: given, undo, steps }, context) {
    const { api } = await context.connect()
    const request = {
      tasks: (await findTasks(api, given)).map(({ id }) => id),
      ...(steps ? { include_pipeline_steps: true } : {}),
    }
    const count = undo ? (await api.tasks.unarchive(request)).unarchived : (await api.tasks.archive(request)).archived
    return { tasks: request.tasks, count, archived: !undo }
  },
  show: ({ count, archived }, look) =>
    `${look.paint('green', '✓')} ${counted(count, 'task')} ${archived ? 'archived' : 'taken out of the archive'}.`,
})
