import { agentCommand } from '@clearway/engine'
import type { Api } from '@clearway/sdk'
import { command } from '../../command.ts'
import { text } from '../../option.ts'
import { findTask } from '../../lookup/find-task.ts'

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
    return answer.queue_watched === false ? { ...answer, cure: agentCommand(await queueName(api, queueId), {}) } : answer
  },
  show: (answer, look) =>
    'cure' in answer
      ? `${look.paint('yellow', '◌')} Queued, but no live worker serves that queue.\n  Start one: ${look.typed(answer.cure)}`
      : `${look.paint('green', '✓')} Queued.`,
})

/** The name of a queue; without an id of the default queue. */
async function queueName(api: Api, id: string | undefined): Promise<string> {
  if (id === undefined) return (await api.queues.get_default({})).name
  return (await api.queues.get_by_id({ queue: id })).queue.name ?? id
}
