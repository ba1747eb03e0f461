import { command } from '../../command.ts'
import { findQueueId } from '../../lookup/find-queue.ts'

export const resume = command({
  summary: 'End the pause of a queue.',
  args: { queue: 'Its name, its id, or the beginning of its id.' },
  examples: ['gpu'],
  async run({ queue: given }, context) {
    const { api } = await context.connect()
    const queue = await findQueueId(api, given)
    return { ...(await api.queues.resume({ queue })), queue }
  },
  show: ({ updated }, look) => (updated === 0 ? look.paint('dim', 'It was not paused.') : `${look.paint('green', '✓')} Resumed.`),
})
