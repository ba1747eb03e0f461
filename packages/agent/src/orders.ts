import { setTimeout as sleep } from 'node:timers/promises'
import { type Api, isApiError } from '@clearway/sdk'
import type { Leases } from './leases.ts'
import { machineMs } from './machine-clock.ts'
import { mayPass, retryPauseMs } from './retry.ts'

/** An order to end an attempt's processes. */
interface StopOrder {
  readonly attempt: string
  readonly reason: string
}

/** The attempts that the agent holds, those of them that it is stopping already or whose end it reports, and those that hold a slot. */
export interface Held {
  readonly running: readonly string[]
  readonly stopping: readonly string[]
  readonly inSlots: readonly string[]
}

export interface OrderDeps {
  readonly api: Api
  readonly agent: string
  /** Of this start of the agent. */
  readonly boot: string
  readonly held: () => Held
  readonly leases: Leases
  readonly onStop: (order: StopOrder) => void
  /** The attempt goes on without its slot. */
  readonly onRelease: (attempt: string) => void
  readonly onProblem: (what: string, error: unknown) => void
}

/**
 * Changes within this time are reported by one poll. An order waits at most this long for the poll that can bring it. An answered order counts as a
 * change: most often the attempt has just ended by itself, and the agent begins another, whose start this poll would delay if it were sent at once.
 */
const gatherMs = 50
/** How long after its wait a call may stay unanswered. Then it is given up, so that another call can still renew the leases in time. */
const lagMs = 5000

/**
 * Renews the leases of what runs, and waits for orders to stop by a long poll. The server answers about the attempts that a poll names: when the agent
 * holds another attempt, the poll is broken off and sent again. No order is lost by that, because the server sends an order until it is carried out. A
 * renewal counts only once it is answered, so it is a call without a wait, which is never broken off; the poll renews nothing, so that an agent whose
 * steps are short does not make the server write for each of them. The end of an attempt does not break off the poll, because the server then answers it.
 */
export class Orders {
  readonly #deps: OrderDeps
  readonly #over: AbortSignal
  #changed = Promise.withResolvers<void>()
  #poll = new AbortController()
  #gathering: NodeJS.Timeout | undefined

  /** `over` ends the polling. */
  constructor(deps: OrderDeps, over: AbortSignal) {
    this.#deps = deps
    this.#over = over
    over.addEventListener('abort', () => this.#wake(), { once: true })
  }

  /** Call this when the agent holds another attempt. */
  added(): void {
    this.#gathering ??= setTimeout(() => this.#wake(), gatherMs)
  }

  /** Polls as long as the agent holds anything. Resolves when aborted. */
  async listen(): Promise<void> {
    let failures = 0
    while (!this.#over.aborted) {
      this.#changed = Promise.withResolvers<void>()
      this.#poll = new AbortController()
      // The next poll names what was added until now.
      clearTimeout(this.#gathering)
      this.#gathering = undefined
      const held = this.#deps.held()
      if (held.running.length === 0) await this.#changed.promise
      else if (await this.#ask(held)) failures = 0
      else {
        failures += 1
        await sleep(retryPauseMs(failures), undefined, { signal: this.#over }).catch(() => {}) // Then the loop ends.
      }
    }
    clearTimeout(this.#gathering)
  }

  #wake(): void {
    clearTimeout(this.#gathering)
    this.#gathering = undefined
    this.#poll.abort()
    this.#changed.resolve()
  }

  /** Sends one poll and carries out its orders. Answers false if the server did not answer. */
  async #ask({ running, stopping, inSlots }: Held): Promise<boolean> {
    const { api, agent, boot, leases, onStop, onRelease, onProblem } = this.#deps
    const wait = Math.min(20, leases.restMs / 1000)
    const isRenewal = wait === 0
    const broken = isRenewal ? this.#over : this.#poll.signal
    const signal = AbortSignal.any([broken, AbortSignal.timeout(Math.ceil(wait * 1000) + lagMs)])
    const request = { worker: agent, boot, running: [...running], stopping: [...stopping], in_slots: [...inSlots], renew: isRenewal, wait }
    try {
      const sentAt = machineMs()
      const { stop, released, renewed, ...terms } = await api.workers.renew(request, { signal, patienceSeconds: 0 })
      leases.terms = terms
      if (isRenewal) leases.allRenewed(renewed, sentAt)
      stop.forEach(onStop)
      released.forEach(onRelease)
      if (stop.length > 0) await sleep(gatherMs, undefined, { signal: this.#over }).catch(() => {}) // Then the loop ends.
      return true
    } catch (error) {
      if (broken.aborted) return true
      // The poll for work emits that the server is away; here the call is only repeated.
      if (!mayPass(error) && !isApiError(error)) onProblem('Renewing the leases', error)
      return false
    }
  }
}
