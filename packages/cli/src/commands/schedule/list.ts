import { command } from '../../command.ts'
import { allSchedules } from './find-schedule.ts'
import { showSchedules } from './show-schedules.ts'

export const list = command({
  summary: 'The schedules: when each is due next, and what became of the last time.',
  examples: [''],
  run: async (_, context) => ({ schedules: await allSchedules((await context.connect()).api) }),
  show: showSchedules,
})
