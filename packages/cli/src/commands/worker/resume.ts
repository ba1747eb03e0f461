import { command } from '../../command.ts'

export const resume = command({
  summary: 'Let a drained agent take tasks again.',
  args: { worker: 'The agent’s name, or the id of one of its workers.' },
  examples: ['gpu-1'],
  async run({ worker }, context) {
    const { api } = await context.connect()
    return { ...(await api.workers.resume({ worker })), worker }
  },
  show: ({ updated }, look) => (updated === 0 ? look.paint('dim', 'It was not drained.') : `${look.paint('green', '✓')} Resumed.`),
})
