import type { Queue } from '@clearway/contract'
import { command } from '../../command.ts'
import { CommandFailed } from '../../failure.ts'
import { showQueue } from './show-queue.ts'

export const show = command({
  summary: 'One queue: the tasks that wait in it, in order, and its workers.',
  args: { queue: 'Its name, its id, or the beginning of its id.' },
  examples: ['default'],
  async run({ queue: given }, context): Promise<{ queue: Queue }> {
    const { findQueueId } = await import('../../lookup/find-queue.ts')
    const { api } = await context.connect()
    const id = await findQueueId(api, given)
    const { queues } = await api.queues.get_all_ex({ id: [id], search_hidden: true })
    const [queue] = queues
    if (queue === undefined) throw new CommandFailed(`There is no queue ${id}. \`clearway queue list\` shows what there is.`)
    return { queue }
  },
  show: showQueue,
})
