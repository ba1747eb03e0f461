import { givenOf } from '@clearway/contract/given'
import { missedPolicies, overlapPolicies } from '../../starts/policies.ts'
import { command } from '../../command.ts'
import { choice, flag, integer, text } from '../../option.ts'
import { readStart, startOptions } from '../../starts/start-options.ts'
import { nextText } from './show-when.ts'
import { readWhen } from './read-when.ts'

export const create = command({
  summary: 'Make a schedule, by which the server starts a task or a pipeline.',
  details:
    'A parameter may hold ${schedule.due}, for which the due time is put. Times without an offset, and a cron without --time-zone, are in the time zone of this machine.',
  args: { name: 'Its name, which no other schedule has.' },
  options: {
    ...startOptions,
    cron: text(
      'When it is due: five fields (minute hour day month weekday), six with seconds in front, or @daily and the like.',
      'EXPRESSION',
    ),
    timeZone: text('The time zone of --cron, such as Europe/Berlin. Default: that of this machine.', 'ZONE'),
    every: text('The interval between two due times: 90s, 15m, 2h, 1d.', 'SPAN'),
    from: text('The first due time of --every. Default: one interval from now.', 'TIME'),
    at: text('The only due time, such as "2027-01-31 09:00".', 'TIME'),
    missed: choice('What happens to due times at which no server ran. Default: run-once.', missedPolicies),
    catchUp: integer('The most due times that --missed run-all makes up for. Default: 10.', 'COUNT', 1, 100),
    overlap: choice('What happens while the task before has not ended. Default: skip.', overlapPolicies),
    paused: flag('Make it paused.'),
  },
  examples: [
    'nightly --pipeline churn --cron "30 2 * * *" --time-zone Europe/Berlin',
    'refresh --task "load data" --every 15m --queue cpu --set Args/since=\'${schedule.due}\'',
    'launch --task train --at "2027-01-31 09:00"',
  ],
  async run({ name, cron, timeZone, every, from, at, missed, catchUp, overlap, paused, ...what }, context) {
    const when = readWhen({ cron, timeZone, every, from, at })
    const { api } = await context.connect()
    const { id, next } = await api.schedules.create({
      name,
      start: await readStart(api, what),
      ...when,
      ...givenOf({ missed, catch_up: catchUp, overlap }),
      ...(paused ? { enabled: false } : {}),
    })
    return { id, next, ...(when.time_zone === undefined ? {} : { time_zone: when.time_zone }) }
  },
  show: ({ id, next, time_zone }, look) =>
    `${look.paint('green', '✓')} Made.  ${look.paint('dim', id)}\n\n${next.length === 0 ? 'It is paused.' : nextText(look, next, time_zone)}`,
})
