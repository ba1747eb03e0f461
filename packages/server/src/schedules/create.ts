import type { contract, RequestOf } from '@clearway/contract'
import { json } from '../db/sql/json.ts'
import { addSchedule } from '../db/tables/schedules.ts'
import type { Actor } from '../scope.ts'
import { checkStart } from './check-start.ts'
import { schedulePlaceholders } from './placeholders.ts'
import { invalidSchedule, readTiming } from './read-timing.ts'
import { nextDue } from './timing.ts'

export type NewSchedule = RequestOf<(typeof contract)['schedules']['create']>

/** Creates a schedule. Answers its id, and its timing for the caller to show the next due times. */
export async function createSchedule(tx: Actor, request: NewSchedule) {
  const { name, start, missed = 'run-once', catch_up = 10, overlap = 'skip', enabled = true } = request
  const timing = readTiming(request, tx.now())
  await checkStart(tx, start, { placeholders: schedulePlaceholders, refuse: invalidSchedule })
  const next = enabled ? (nextDue(timing, tx.now()) ?? null) : null
  const id = await addSchedule(tx, {
    name: name.trim(),
    enabled: enabled ? 1 : 0,
    timing: json(timing),
    start: json(start),
    missed,
    catch_up,
    overlap,
    next_due: next,
  })
  tx.notify('schedules')
  return { id, timing, next }
}
