import { command } from '../../command.ts'
import { outcomeText } from '../../starts/show-start.ts'
import { findSchedule } from './find-schedule.ts'

export const fire = command({
  summary: 'Start what a schedule starts now, also while it is paused. Its next due time stays.',
  args: { schedule: 'Its name, its id, or the beginning of its id.' },
  examples: ['nightly'],
  async run({ schedule }, context) {
    const { api } = await context.connect()
    return api.schedules.fire({ schedule: (await findSchedule(api, schedule)).id })
  },
  show: ({ fire: { task, reason, ...rest } }, look) =>
    [outcomeText(look, { ...rest, ...(task === undefined ? {} : { task }) }), task?.name, look.paint('dim', task?.id ?? reason ?? '')]
      .filter((part) => part !== undefined && part !== '')
      .join('  '),
})
