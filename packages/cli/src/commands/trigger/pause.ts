import { command } from '../../command.ts'
import { findTrigger } from './find-trigger.ts'

export const pause = command({
  summary: 'Pause a trigger: what happens meanwhile starts nothing, also later.',
  args: { trigger: 'Its name, its id, or the beginning of its id.' },
  examples: ['evaluate'],
  async run({ trigger }, context) {
    const { api } = await context.connect()
    const { id, name } = await findTrigger(api, trigger)
    return { id, name, ...(await api.triggers.update({ trigger: id, enabled: false })) }
  },
  show: ({ name }, look) => `${look.paint('green', '✓')} Paused.  ${name}`,
})
