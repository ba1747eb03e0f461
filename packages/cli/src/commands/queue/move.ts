import { stateWord } from '@clearway/contract/state-words'
import type { Api } from '@clearway/sdk'
import { command } from '../../command.ts'
import { CommandFailed } from '../../failure.ts'
import { findQueueId } from '../../lookup/find-queue.ts'
import { findTask } from '../../lookup/find-task.ts'
import { named } from '../../lookup/named.ts'
import { flag, integer, text } from '../../option.ts'
import { UsageError } from '../../usage-error.ts'

export const move = command({
  summary: 'Move a queued task within its queue, or into another.',
  args: { task: 'Its name (the newest of that name), its id, or the beginning of its id.' },
  options: {
    front: flag('Make it the next one.'),
    back: flag('Make it the last one.'),
    up: integer('So many places towards the front.', 'NUMBER', 1),
    down: integer('So many places towards the back.', 'NUMBER', 1),
    queue: text('Into this queue, at its end: its name, its id, or the beginning of its id.', 'QUEUE'),
  },
  examples: ['train --front', 'train --down 3', 'train --queue gpu'],
  async run({ task: given, front, back, up, down, queue: into }, context) {
    const ways = [front, back, up !== undefined, down !== undefined, into !== undefined].filter(Boolean).length
    if (ways !== 1) throw new UsageError('Give one of --front, --back, --up, --down and --queue.')
    const { api } = await context.connect()
    const found = await findTask(api, given)
    const { queue, name = given } = await queueOf(api, found.id)
    const task = found.id
    if (into !== undefined) {
      const target = await findQueueId(api, into)
      if (target !== queue) await api.tasks.enqueue({ task, queue: target })
      const { num } = await api.queues.get_num_entries({ queue: target })
      return { task, name, queue: target, position: num - 1 }
    }
    const request = { queue, task }
    const { position } = front
      ? await api.queues.move_task_to_front(request)
      : back
        ? await api.queues.move_task_to_back(request)
        : up !== undefined
          ? await api.queues.move_task_forward({ ...request, count: up })
          : await api.queues.move_task_backward({ ...request, count: down ?? 1 })
    return { task, name, queue, position }
  },
  show: ({ name, position }, look) => `${look.paint('green', '✓')} ${name} is number ${position + 1} of its queue.`,
})

/** The queue in which a task waits. */
async function queueOf(api: Api, id: string): Promise<{ readonly queue: string; readonly name: string | undefined }> {
  const { task } = await api.tasks.get_by_id({ task: id })
  const queue = named(task.execution?.queue)?.id
  if (task.status !== 'queued' || queue === undefined)
    throw new CommandFailed(
      `${task.name ?? id} waits in no queue: it is ${stateWord(task.status ?? 'unknown')}. \`clearway task enqueue\` puts it into one.`,
    )
  return { queue, name: task.name }
}
