import { type LeaseTerms, wasAbsent } from '@clearway/contract'
import type { Clock } from './scope.ts'

/**
 * Detects absences of this server: it was stopped, suspended with its machine, or without its database. It checks the database periodically and
 * records when each check began that the database has answered; a gap between two of them is an absence, in which no agent could report. A server that was
 * frozen in the middle of a check was absent too.
 */
export class Presence {
  readonly #clock: Pick<Clock, 'now' | 'tick'>
  readonly #terms: LeaseTerms
  #lastCheck: number
  #since: number

  constructor(clock: Pick<Clock, 'now' | 'tick'>, terms: LeaseTerms) {
    this.#clock = clock
    this.#terms = terms
    this.#lastCheck = clock.tick()
    this.#since = clock.now()
  }

  /** Whether the server has returned from an absence since its last check. `at`: on the clock for deadlines; default: now. */
  wasAbsent(at: number = this.#clock.tick()): boolean {
    return wasAbsent(at - this.#lastCheck, this.#terms)
  }

  /** Records that the database has answered the check that began at this time. */
  recordCheck(began: number): void {
    if (this.wasAbsent()) this.#since = this.#clock.now()
    this.#lastCheck = began
  }

  /** The end of the last absence, on the wall clock. */
  get since(): number {
    return this.wasAbsent() ? this.#clock.now() : this.#since
  }
}
