import type { Schedule } from '@clearway/contract'
import type { Look } from '../../look.ts'
import { facts } from '../../show/facts.ts'
import { table } from '../../show/table.ts'
import { outcomeText, startFacts } from '../../starts/show-start.ts'
import { localTime, nextText, whenText } from './show-when.ts'

const missedTexts = {
  skip: 'let pass',
  'run-once': 'made up for once',
  'run-all': 'all made up for',
} as const satisfies Record<Schedule['missed'], string>
const overlapTexts = {
  allow: 'the next one starts beside it',
  skip: 'the due time is let pass',
  'stop-previous': 'it is stopped',
  queue: 'the next one waits for its end',
} as const satisfies Record<Schedule['overlap'], string>

/** Shows a schedule: what it does, when it is due next, and what became of its last due times. */
export function showSchedule({ schedule }: { readonly schedule: Schedule }, look: Look): string {
  const { id, name, enabled, missed, catch_up, overlap, next, fires, time_zone } = schedule
  const state = enabled ? '' : `  ${look.paint('yellow', 'paused')}`
  const about = facts(look, [
    ['due', whenText(schedule)],
    ...startFacts(schedule),
    ['missed due times', `${missedTexts[missed]}${missed === 'run-all' ? `, at most ${catch_up}` : ''}  (${missed})`],
    ['while one runs', `${overlapTexts[overlap]}  (${overlap})`],
  ])
  const ahead =
    next.length > 0
      ? nextText(look, next, time_zone)
      : enabled
        ? 'It is not due any more.'
        : `Resume it: ${look.typed(`clearway schedule resume ${name}`)}`
  const past =
    fires.length === 0
      ? look.paint('dim', 'It was not due yet.')
      : table(
          look,
          [
            { head: 'DUE', cell: ({ due, manual }) => `${localTime(due, time_zone)}${manual ? '  by hand' : ''}` },
            { head: 'OUTCOME', cell: (fire) => outcomeText(look, fire) },
            { head: 'TASK', cell: ({ task }) => task?.name ?? task?.id ?? '', least: 12, rank: 2 },
            { head: 'WHY', cell: (fire) => whyText(fire), least: 12, rank: 1 },
          ],
          fires,
        )
  return `${look.paint('bold', name)}  ${look.paint('dim', id)}${state}\n\n${about}\n\n${look.paint('bold', 'Next')}\n${ahead}\n\n${look.paint('bold', 'Last')}\n${past}`
}

function whyText({ reason, passed_over }: Schedule['fires'][number]): string {
  const passed = passed_over === 0 ? '' : `${passed_over >= 100 ? '100 or more' : passed_over} missed before it`
  return [reason, passed].filter((text) => text !== undefined && text !== '').join('; ')
}
