import { command } from '../../command.ts'
import { findQueueId } from '../../lookup/find-queue.ts'

export const pause = command({
  summary: 'Pause a queue: nothing is taken from it until it is resumed; what runs goes on.',
  args: { queue: 'Its name, its id, or the beginning of its id.' },
  examples: ['gpu'],
  async run({ queue: given }, context) {
    const { api } = await context.connect()
    const queue = await findQueueId(api, given)
    // The hint shows the name as it was given, unless a shell would need quotes around it.
    return { ...(await api.queues.pause({ queue })), queue: /^[\w.-]+$/.test(given) ? given : queue }
  },
  show: ({ updated, queue }, look) =>
    updated === 0
      ? look.paint('dim', 'It was paused already.')
      : `${look.paint('green', '✓')} Paused. \`${look.typed(`clearway queue resume ${queue}`)}\` lets its tasks be taken again.`,
})
