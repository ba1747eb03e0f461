import { type LeaseTerms, wasAbsent } from '@clearway/contract'
import type { Clock } from './scope.ts'

/**
 * Detects absences of this server: it was stopped, suspended with its machine, or without its database. It checks the database periodically and
 * records each check that the database has answered; a gap between two of them is an absence, in which no agent could report.
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

  /** Whether the server has just returned from an absence. */
  wasAbsent(): boolean {
    return wasAbsent(this.#clock.tick() - this.#lastCheck, this.#terms)
  }

  /** Records that the database has answered a check. */
  recordCheck(): void {
    if (this.wasAbsent()) this.#since = this.#clock.now()
    this.#lastCheck = this.#clock.tick()
  }

  /** The end of the last absence, on the wall clock. */
  get since(): number {
    return this.wasAbsent() ? this.#clock.now() : this.#since
  }
}
