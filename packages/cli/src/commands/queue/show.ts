import { command } from '../../command.ts'
import { CommandFailed } from '../../failure.ts'
import { type ShownQueue, showQueue } from './show-queue.ts'

export const show = command({
  summary: 'One queue: the tasks that wait in it, in order, why and for how long, and its workers.',
  args: { queue: 'Its name, its id, or the beginning of its id.' },
  examples: ['default'],
  async run({ queue: given }, context): Promise<ShownQueue> {
    const { findQueueId } = await import('../../lookup/find-queue.ts')
    const { api } = await context.connect()
    const id = await findQueueId(api, given)
    const { queues } = await api.queues.get_all_ex({ id: [id], search_hidden: true })
    const [queue] = queues
    if (queue === undefined) throw new CommandFailed(`There is no queue ${id}. \`clearway queue list\` shows what there is.`)
    const { tasks } = await api.queues.explain({ limit: 10_000 })
    return { queue, waits: tasks.filter((task) => task.queue.id === id) }
  },
  show: showQueue,
})
