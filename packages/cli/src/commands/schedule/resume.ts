import { command } from '../../command.ts'
import { findSchedule } from './find-schedule.ts'
import { nextText } from './show-when.ts'

export const resume = command({
  summary: 'Resume a schedule. What was due meanwhile is not made up for.',
  args: { schedule: 'Its name, its id, or the beginning of its id.' },
  examples: ['nightly'],
  async run({ schedule }, context) {
    const { api } = await context.connect()
    const { id, name, time_zone } = await findSchedule(api, schedule)
    return { id, name, time_zone, ...(await api.schedules.update({ schedule: id, enabled: true })) }
  },
  show: ({ name, next, time_zone }, look) => `${look.paint('green', '✓')} Resumed.  ${name}\n\n${nextText(look, next, time_zone)}`,
})
