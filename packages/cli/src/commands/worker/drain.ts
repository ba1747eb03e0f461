import { command } from '../../command.ts'

export const drain = command({
  summary: 'Let an agent take no further tasks until it is resumed; what it runs goes on.',
  args: { worker: 'The agent’s name, or the id of one of its workers.' },
  examples: ['gpu-1'],
  async run({ worker }, context) {
    const { api } = await context.connect()
    return { ...(await api.workers.drain({ worker })), worker }
  },
  show: ({ updated, worker }, look) =>
    updated === 0
      ? look.paint('dim', 'It was drained already.')
      : `${look.paint('green', '✓')} Drained: it takes no further tasks. \`${look.typed(`clearway worker resume ${worker}`)}\` lets it take tasks again.`,
})
