import { command } from '../../command.ts'
import { confirm, yesFlag } from '../../confirm.ts'
import { findQueueId } from '../../lookup/find-queue.ts'
import { counted } from '../../show/counted.ts'
import { clearTasks } from './clear-tasks.ts'

export const deleteQueue = command({
  summary: 'Delete a queue; the tasks in it return to the status they had before.',
  args: { queue: 'Its name, its id, or the beginning of its id.' },
  options: yesFlag,
  examples: ['gpu', 'gpu --yes'],
  async run({ queue: given, yes }, context) {
    const { api } = await context.connect()
    const queue = await findQueueId(api, given)
    const { num } = await api.queues.get_num_entries({ queue })
    await confirm(context, `Delete the queue ${given}${num === 0 ? '' : `, and remove ${counted(num, 'task')} from it`}`, yes)
    const removed = num === 0 ? 0 : await clearTasks(api, queue, num, context)
    return { ...(await api.queues.delete({ queue, force: true })), queue, removed }
  },
  show: ({ removed }, look) =>
    `${look.paint('green', '✓')} Deleted.${removed === 0 ? '' : ` ${counted(removed, 'task')} returned to the status before.`}`,
})
