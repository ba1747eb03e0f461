import { type LeaseTerms, wasAbsent } from '@clearway/contract'
import type { Clock } from './scope.ts'

/**
 * Whether this server was away itself: stopped, suspended with its machine, or without its database. It looks at the database again and again, and notes each
 * look that the database has answered: a gap between two of them is an absence, in which nobody could report.
 */
export class Presence {
  readonly #clock: Pick<Clock, 'now' | 'tick'>
  readonly #terms: LeaseTerms
  #lastLook: number
  #since: number

  constructor(clock: Pick<Clock, 'now' | 'tick'>, terms: LeaseTerms) {
    this.#clock = clock
    this.#terms = terms
    this.#lastLook = clock.tick()
    this.#since = clock.now()
  }

  /** Whether it has just come back. */
  wasAbsent(): boolean {
    return wasAbsent(this.#clock.tick() - this.#lastLook, this.#terms)
  }

  /** The database has answered a look. */
  noteLook(): void {
    if (this.wasAbsent()) this.#since = this.#clock.now()
    this.#lastLook = this.#clock.tick()
  }

  /** Since when it is here without a break, on the wall clock. */
  get since(): number {
    return this.wasAbsent() ? this.#clock.now() : this.#since
  }
}
