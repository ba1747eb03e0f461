import type { TaskWait } from '@clearway/contract'
import type { Clock } from '../scope.ts'
import type { FleetView } from './fleet.ts'

/** How long a stall must last before it is broken: a worker's report lags behind what its agent does. */
export const stallMilliseconds = 4_000
/** How often stalls are searched for. */
export const stallWatchSeconds = 2

/** When cures are due that the server carries out by itself. Only the server of the cluster that does it knows. */
export class DueCures {
  /** When each attempt was first found that a cure ends or moves. */
  #since: ReadonlyMap<string, number> = new Map()
  #searched: number | undefined
  readonly #tick: Clock['tick']

  constructor({ tick }: Pick<Clock, 'tick'>) {
    this.#tick = tick
  }

  recordSearch(since: ReadonlyMap<string, number>): void {
    this.#since = since
    this.#searched = this.#tick()
  }

  /** In about how many seconds a cure of the attempt is due; undefined if another server searches. */
  secondsTo(attempt: string): number | undefined {
    const now = this.#tick()
    const next = (this.#searched ?? -Infinity) + stallWatchSeconds * 1000
    // Searches that are late by far are not this server's any more.
    if (now > next + 10_000) return undefined
    const found = this.#since.get(attempt) ?? Math.max(next, now)
    return Math.max(0, found + stallMilliseconds - now) / 1000
  }
}

/** Adds to the cures that the server carries out by itself when they are due. */
export function withDue<W extends Pick<TaskWait, 'cures'>>(wait: W, { rows }: FleetView, due: DueCures): W {
  if (!wait.cures.some(({ automatic }) => automatic)) return wait
  return {
    ...wait,
    cures: wait.cures.map((cure) => {
      const attempt = cure.automatic ? rows.attempts.find(({ task }) => task === cure.task?.id) : undefined
      const seconds = attempt === undefined ? undefined : due.secondsTo(attempt.id)
      return seconds === undefined ? cure : { ...cure, due_in: seconds }
    }),
  }
}
