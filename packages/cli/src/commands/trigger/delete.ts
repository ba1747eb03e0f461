import { command } from '../../command.ts'
import { confirm, yesFlag } from '../../confirm.ts'
import { findTrigger } from './find-trigger.ts'

export const deleteTrigger = command({
  summary: 'Delete a trigger. The tasks that it started stay.',
  args: { trigger: 'Its name, its id, or the beginning of its id.' },
  options: yesFlag,
  examples: ['evaluate', 'evaluate --yes'],
  async run({ trigger, yes }, context) {
    const { api } = await context.connect()
    const { id, name } = await findTrigger(api, trigger)
    await confirm(context, `Delete the trigger ${name}`, yes)
    return { id, name, ...(await api.triggers.delete({ trigger: id })) }
  },
  show: ({ name }, look) => `${look.paint('green', '✓')} Deleted.  ${name}`,
})
