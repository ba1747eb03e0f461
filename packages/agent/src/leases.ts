import { setTimeout as sleep } from 'node:timers/promises'
import { holdFrom, leaseTerms, type LeaseTerms } from '@clearway/contract/lease'
import { readHold, saveHold } from './attempts/hold-file.ts'
import { machineMs } from './machine-clock.ts'
import type { Supervisor } from './supervisor/supervisor.ts'

export interface LeaseDeps {
  /** The folder of an attempt. */
  readonly rootOf: (attempt: string) => string
  readonly supervisor: Supervisor
  /** Called when an attempt's hold has run out, so that the supervisor pauses it, and when it is held again. */
  readonly onChange: (attempt: string, kind: 'paused' | 'resumed') => void
  readonly onProblem: (what: string, error: unknown) => void
}

/** How often to check whether an attempt may begin. */
const pollMs = 50

/** Until when each attempt of the agent may run. What a renewal allows is recorded in the attempt's folder, where its supervisor finds it. */
export class Leases {
  readonly #deps: LeaseDeps
  /** On the clock of `machineMs`. */
  readonly #runUntil = new Map<string, number>()
  /** When the renewal was sent whose answer came last. */
  #sentAt = -Infinity
  #overdue: NodeJS.Timeout | undefined
  readonly #paused = new Set<string>()
  /** The server's figures; before its first answer those of its default, by which nothing is held yet. */
  terms: LeaseTerms = leaseTerms(90)

  constructor(deps: LeaseDeps) {
    this.#deps = deps
  }

  /** How many milliseconds are left until the leases are to be renewed again; 0 where that is due. */
  get restMs(): number {
    return Math.max(0, this.#sentAt + this.terms.renew_seconds * 1000 - machineMs())
  }

  /** Records the leases that the server has renewed by the call, sent at `sentAt`, which names all that runs. */
  allRenewed(attempts: readonly string[], sentAt: number): void {
    this.#sentAt = sentAt
    for (const attempt of attempts) this.renewed(attempt, sentAt)
  }

  /** Records that the server has renewed the lease of an attempt by a call that was sent at `sentAt`. */
  renewed(attempt: string, sentAt: number): void {
    const hold = holdFrom(sentAt, this.terms)
    if (hold.runUntil <= (this.#runUntil.get(attempt) ?? -Infinity)) return
    try {
      saveHold(this.#deps.rootOf(attempt), hold)
    } catch (error) {
      // The attempt has ended, and its folder was deleted.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#deps.onProblem(`Recording the lease of attempt ${attempt}`, error)
      return
    }
    // A supervisor that already supervises others checks again soon by itself.
    const isIdle = this.#runUntil.size === 0
    this.#runUntil.set(attempt, hold.runUntil)
    const isResumed = this.isHeld(attempt) && this.#paused.delete(attempt)
    if (isIdle || isResumed) this.#deps.supervisor.notify()
    if (isResumed) this.#deps.onChange(attempt, 'resumed')
    this.#watch()
  }

  /** Goes on with what an earlier process of the agent recorded. */
  adopt(attempt: string): void {
    const hold = readHold(this.#deps.rootOf(attempt))
    if (hold === undefined) return
    this.#runUntil.set(attempt, hold.runUntil)
    this.#watch()
  }

  /** Deletes what is known of an attempt that is over. */
  remove(attempt: string): void {
    this.#runUntil.delete(attempt)
    this.#paused.delete(attempt)
  }

  /** Whether an attempt may run at this moment. */
  isHeld(attempt: string): boolean {
    return machineMs() < (this.#runUntil.get(attempt) ?? -Infinity)
  }

  /** Resolves when an attempt may run and the supervisor is at work. */
  async mayRun(attempt: string, signal: AbortSignal): Promise<void> {
    await this.#deps.supervisor.ready()
    while (!this.isHeld(attempt)) await sleep(pollMs, undefined, { signal })
  }

  close(): void {
    clearTimeout(this.#overdue)
  }

  /** Calls `onChange` for each hold that runs out. */
  #watch(): void {
    clearTimeout(this.#overdue)
    const now = machineMs()
    const left = [...this.#runUntil].filter(([attempt]) => !this.#paused.has(attempt))
    for (const [attempt, until] of left)
      if (until <= now) {
        this.#paused.add(attempt)
        this.#deps.onChange(attempt, 'paused')
      }
    const next = Math.min(...left.map(([, until]) => until).filter((until) => until > now))
    if (next !== Infinity) this.#overdue = setTimeout(() => this.#watch(), next - now + 1).unref()
  }
}
