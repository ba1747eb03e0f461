import { command } from '../../command.ts'
import { findSchedule } from './find-schedule.ts'

export const pause = command({
  summary: 'Pause a schedule: it starts nothing until it is resumed.',
  args: { schedule: 'Its name, its id, or the beginning of its id.' },
  examples: ['nightly'],
  async run({ schedule }, context) {
    const { api } = await context.connect()
    const { id, name, time_zone } = await findSchedule(api, schedule)
    return { id, name, time_zone, ...(await api.schedules.update({ schedule: id, enabled: false })) }
  },
  show: ({ name }, look) => `${look.paint('green', '✓')} Paused.  ${name}`,
})
