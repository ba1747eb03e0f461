import { command } from '../../command.ts'
import { confirm, yesFlag } from '../../confirm.ts'
import { findQueueId } from '../../lookup/find-queue.ts'
import { counted } from '../../show/counted.ts'
import { clearTasks } from './clear-tasks.ts'

export const clear = command({
  summary: 'Remove all tasks from a queue; they return to the status they had before.',
  args: { queue: 'Its name, its id, or the beginning of its id.' },
  options: yesFlag,
  examples: ['gpu', 'gpu --yes'],
  async run({ queue: given, yes }, context) {
    const { api } = await context.connect()
    const queue = await findQueueId(api, given)
    const { num } = await api.queues.get_num_entries({ queue })
    if (num > 0) await confirm(context, `Remove ${counted(num, 'task')} from the queue ${given}`, yes)
    return { queue, removed: num === 0 ? 0 : await clearTasks(api, queue, num, context) }
  },
  show: ({ removed }, look) =>
    removed === 0 ? look.paint('dim', 'It was empty already.') : `${look.paint('green', '✓')} Removed ${counted(removed, 'task')}.`,
})
