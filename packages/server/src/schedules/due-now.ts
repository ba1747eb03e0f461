import type { MissedPolicy } from '@clearway/contract'
import { lastDueTimes, nextDue, type Timing } from './timing.ts'

/** How late a due time may be fired without counting as missed: as long as another server may need to take over. */
export const graceMilliseconds = 60_000
/** Up to which number the due times that are passed over are counted. */
const mostCounted = 100

export interface DueInput {
  readonly timing: Timing
  /** The due time that is next by the database. */
  readonly next: number
  readonly now: number
  readonly missed: MissedPolicy
  readonly catchUp: number
}

export interface DueNow {
  /** The due time to decide on: it is fired, or if `isMissed` recorded as missed. */
  readonly due: number
  readonly isMissed: boolean
  /** How many due times before it are not made up for; counted up to 100. */
  readonly passedOver: number
  /** The due time after it, which may have passed too; undefined if there is none. */
  readonly next: number | undefined
}

/** Decides, by the policy for missed due times, on the first due time that is not passed over. */
export function dueNow({ timing, next, now, missed, catchUp }: DueInput): DueNow {
  const found = lastDueTimes(timing, { after: next - 1, until: now, most: mostCounted })
  // Nothing is found if `next` was computed by other rules of a time zone than those of now.
  const last = found.at(-1) ?? next
  const first = missed === 'run-all' ? (found.at(-catchUp) ?? found[0] ?? next) : last
  return {
    due: first,
    isMissed: missed === 'skip' && now - last > graceMilliseconds,
    passedOver: found.filter((due) => due < first).length,
    next: nextDue(timing, first),
  }
}
