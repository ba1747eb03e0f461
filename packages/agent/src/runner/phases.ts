/**
 * - `preparing`: the task is set up, and the server is asked whether the attempt may begin. No program runs.
 * - `running`: its program runs, or may run at any moment: to stop it means to end processes.
 * - `ending`: its program has ended, or was never started. What it left running is ended, and its end is reported.
 * - `over`: the server knows how it ended, or never let it begin.
 * - `detached`: this process has nothing to do with it any more; its processes go on.
 */
export type Phase = 'preparing' | 'running' | 'ending' | 'over' | 'detached'

/**
 * The phases of an attempt.
 *
 * ```
 * preparing → running → ending → over
 * preparing → ending               its set-up failed, or it was stopped before its program began
 * preparing → over                 the server refused it
 * every phase but over → detached
 * detached → over                  its end was reported in the same moment
 * ```
 */
export class Phases {
  readonly #attempt: string
  readonly #detached = new AbortController()
  readonly #programOver = new AbortController()
  #now: Phase = 'preparing'
  #endedAt: number | undefined

  constructor(attempt: string) {
    this.#attempt = attempt
  }

  get now(): Phase {
    return this.#now
  }

  /** Aborted by the phase `detached`. */
  get detached(): AbortSignal {
    return this.#detached.signal
  }

  /** Aborted by each phase in which the program is not waited for any more. */
  get programOver(): AbortSignal {
    return this.#programOver.signal
  }

  /** When the attempt began to end, on the clock of `performance.now()`. */
  get endedAt(): number | undefined {
    return this.#endedAt
  }

  /** Enters a phase from one of those given; from any other it throws, because then the attempt has done two things at a time. */
  enter(phase: Phase, ...from: readonly Phase[]): void {
    if (!from.includes(this.#now)) throw new Error(`Attempt ${this.#attempt} cannot get from ${this.#now} to ${phase}.`)
    this.#now = phase
    if (phase === 'ending') this.#endedAt ??= performance.now()
    if (phase === 'ending' || phase === 'detached') this.#programOver.abort(new Error('The program has ended.'))
    if (phase === 'detached') this.#detached.abort(new Error('The agent ends; the step goes on.'))
  }
}
