import { command } from '../../command.ts'

export const create = command({
  summary: 'Make a queue.',
  args: { name: 'Its name, of three characters or more.' },
  examples: ['gpu'],
  run: async ({ name }, context) => (await context.connect()).api.queues.create({ name }),
  show: ({ id }, look) => `${look.paint('green', '✓')} Made.  ${look.paint('dim', id)}`,
})
