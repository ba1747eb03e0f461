import { command } from '../../command.ts'
import { text } from '../../option.ts'
import { findTaskId } from '../../lookup/find-task.ts'

export const enqueue = command({
  summary: 'Put a task on a queue, for the next free worker to run.',
  args: { task: 'Its id, or its name (the newest of that name).' },
  options: { queue: text('The queue’s name or id; the default queue unless told.', 'QUEUE') },
  examples: ['0199f1c2d3e4a5b6c7d8e9f0a1b2c3d4 --queue gpu'],
  async run({ task: given, queue }, context) {
    const { findQueue } = await import('@clearway/sdk')
    const { api } = await context.connect()
    const [task, queueId] = await Promise.all([findTaskId(api, given), queue === undefined ? undefined : findQueue(api, queue)])
    return api.tasks.enqueue({ task, verify_watched_queue: true, ...(queueId === undefined ? {} : { queue: queueId }) })
  },
  show: ({ queue_watched: isWatched }, look) =>
    isWatched === false
      ? `${look.paint('yellow', '◌')} Queued, but no live worker serves that queue.\n  Start one: clearway agent --queue QUEUE`
      : `${look.paint('green', '✓')} Queued.`,
})
