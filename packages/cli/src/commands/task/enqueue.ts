import { command } from '../../command.ts'
import { text } from '../../option.ts'
import { findTask } from '../../lookup/find-task.ts'
import { showQueued, whatHolds } from './what-holds.ts'

export const enqueue = command({
  summary: 'Put a task on a queue, for the next free worker to run.',
  args: { task: 'Its name (the newest of that name), its id, or the beginning of its id.' },
  options: { queue: text('The queue’s name, id or beginning of its id; the default queue by default.', 'QUEUE') },
  examples: ['0199f1c2d3e4a5b6c7d8e9f0a1b2c3d4 --queue gpu'],
  async run({ task: given, queue }, context) {
    const { findQueueId } = await import('../../lookup/find-queue.ts')
    const { api } = await context.connect()
    const [{ id: task }, queueId] = await Promise.all([findTask(api, given), queue === undefined ? undefined : findQueueId(api, queue)])
    const answer = await api.tasks.enqueue({ task, verify_watched_queue: true, ...(queueId === undefined ? {} : { queue: queueId }) })
    return { ...answer, holds: await whatHolds(api, queueId, answer.queue_watched) }
  },
  show: ({ holds }, look) => showQueued('Queued', holds, look),
})
