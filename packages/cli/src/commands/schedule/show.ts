import { command } from '../../command.ts'
import { findSchedule } from './find-schedule.ts'
import { showSchedule } from './show-schedule.ts'

export const show = command({
  summary: 'One schedule: what it starts, its next due times, and its last ones with their tasks.',
  args: { schedule: 'Its name, its id, or the beginning of its id.' },
  examples: ['nightly'],
  async run({ schedule }, context) {
    const { api } = await context.connect()
    return api.schedules.get_by_id({ schedule: (await findSchedule(api, schedule)).id })
  },
  show: showSchedule,
})
