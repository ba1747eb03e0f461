import { givenOf } from '@clearway/contract/given'
import type { contract, RequestOf, Start } from '@clearway/contract'
import { json, parse } from '../db/sql/json.ts'
import { editSchedule, findSchedule, waitingDueTimes } from '../db/tables/schedules.ts'
import type { Actor } from '../scope.ts'
import { checkStart } from './check-start.ts'
import { schedulePlaceholders } from './placeholders.ts'
import { hasTiming, invalidSchedule, readTiming } from './read-timing.ts'
import { nextDue, type Timing } from './timing.ts'

export type ScheduleChange = Omit<RequestOf<(typeof contract)['schedules']['update']>, 'schedule'>

/**
 * Changes those values of a schedule that are given. With `start` the schedule starts its tasks in the name of the calling user from then on. A resumed
 * schedule goes on with the due times from now on.
 */
export async function updateSchedule(tx: Actor, id: string, change: ScheduleChange) {
  const row = await findSchedule(tx, id, 'change')
  const { name, start, missed, catch_up, overlap } = change
  const isNewTiming = hasTiming(change)
  const timing = isNewTiming ? readTiming(change, tx.now()) : parse<Timing>(row.timing)
  if (start !== undefined) await checkStart(tx, start satisfies Start, { placeholders: schedulePlaceholders, refuse: invalidSchedule })
  const enabled = change.enabled ?? row.enabled === 1
  const isResumed = enabled && row.enabled === 0
  const first = isNewTiming || isResumed ? (nextDue(timing, tx.now()) ?? null) : row.next_due
  if (isResumed && first === null && (await waitingDueTimes(tx, id)).length === 0)
    throw invalidSchedule('at', 'has passed, so the schedule would never be due; give it a new time')
  await editSchedule(tx, id, {
    ...givenOf({ name: name?.trim(), missed, catch_up, overlap }),
    ...(start === undefined ? {} : { start: json(start), user: tx.user.id }),
    ...(isNewTiming ? { timing: json(timing) } : {}),
    enabled: enabled ? 1 : 0,
    next_due: enabled ? first : null,
  })
  tx.notify('schedules')
  return { timing, next: enabled ? first : null }
}
