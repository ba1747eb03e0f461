import { command } from '../../command.ts'
import { confirm, yesFlag } from '../../confirm.ts'
import { findSchedule } from './find-schedule.ts'

export const deleteSchedule = command({
  summary: 'Delete a schedule. The tasks that it started stay.',
  args: { schedule: 'Its name, its id, or the beginning of its id.' },
  options: yesFlag,
  examples: ['nightly', 'nightly --yes'],
  async run({ schedule, yes }, context) {
    const { api } = await context.connect()
    const { id, name } = await findSchedule(api, schedule)
    await confirm(context, `Delete the schedule ${name}`, yes)
    return { id, name, ...(await api.schedules.delete({ schedule: id })) }
  },
  show: ({ name }, look) => `${look.paint('green', '✓')} Deleted.  ${name}`,
})
