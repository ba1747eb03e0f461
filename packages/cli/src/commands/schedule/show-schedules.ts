import type { Schedule } from '@clearway/contract'
import type { Look } from '../../look.ts'
import { duration, shownAgo, timeOf } from '../../show/duration.ts'
import { table } from '../../show/table.ts'
import { outcomeText, startText } from '../../starts/show-start.ts'
import { whenText } from './show-when.ts'

/** A table of schedules. */
export function showSchedules({ schedules }: { readonly schedules: readonly Schedule[] }, look: Look): string {
  if (schedules.length === 0) return look.paint('dim', 'No schedules.')
  return table(
    look,
    [
      { head: 'SCHEDULE', cell: ({ name }) => look.paint('bold', name), least: 12 },
      { head: 'WHEN', cell: whenText, least: 12 },
      { head: 'STARTS', cell: startText, rank: 2, least: 12 },
      { head: 'NEXT', cell: (schedule) => nextOf(schedule, look) },
      { head: 'LAST', cell: ({ fires: [last] }) => (last === undefined ? '' : `${outcomeText(look, last)} ${shownAgo(last.fired, look)}`) },
      { head: 'ID', cell: ({ id }) => look.paint('dim', id), rank: 1 },
    ],
    schedules,
  )
}

function nextOf({ enabled, next: [next] }: Schedule, look: Look): string {
  if (!enabled) return look.paint('yellow', 'paused')
  const at = timeOf(next)
  return at === undefined ? look.paint('dim', 'never') : `in ${duration(at - look.now)}`
}
