import { setTimeout as sleep } from 'node:timers/promises'
import { type Api, isApiError } from '@clearway/sdk'
import { backOffMs } from './back-off.ts'
import { mayPass } from './until-answered.ts'

/** An order to end an attempt's processes. */
export type StopOrder = { readonly attempt: string; readonly reason: string }

/** The attempts that the agent holds, those of them that it is stopping already, and those that hold a slot. */
export type Held = { readonly running: readonly string[]; readonly stopping: readonly string[]; readonly inSlots: readonly string[] }

export type OrderParts = {
  readonly api: Api
  readonly agent: string
  /** Of this start of the agent. */
  readonly boot: string
  readonly held: () => Held
  /** How long a lease lasts, as the server last said. */
  readonly leaseSeconds: () => number
  readonly onStop: (order: StopOrder) => void
  /** The attempt goes on without its slot. */
  readonly onRelease: (attempt: string) => void
  readonly onProblem: (what: string, error: unknown) => void
}

/** Changes that come together are told together. An order waits at most this long for the poll that can bring it. */
const gatherMs = 20
/** How long an answer may lag behind the time it was asked for. */
const lagMs = 10_000

/**
 * The long poll that renews the leases of what runs and brings orders to stop. The server answers about the attempts that the poll names, so the
 * poll is broken off and asked again whenever the agent holds others. That loses nothing: an order stands until it is carried out.
 */
export class Orders {
  readonly #parts: OrderParts
  readonly #over: AbortSignal
  #changed = Promise.withResolvers<void>()
  #poll = new AbortController()
  #gathering: NodeJS.Timeout | undefined

  /** `over` ends the polling. */
  constructor(parts: OrderParts, over: AbortSignal) {
    this.#parts = parts
    this.#over = over
    over.addEventListener('abort', () => this.#wake(), { once: true })
  }

  /** The agent holds another attempt, or one less. */
  changed(): void {
    this.#gathering ??= setTimeout(() => this.#wake(), gatherMs)
  }

  /** Polls as long as the agent holds anything. Resolves when aborted. */
  async listen(): Promise<void> {
    let failures = 0
    while (!this.#over.aborted) {
      this.#changed = Promise.withResolvers<void>()
      this.#poll = new AbortController()
      const held = this.#parts.held()
      if (held.running.length === 0) await this.#changed.promise
      else if (await this.#ask(held)) failures = 0
      else {
        failures += 1
        await sleep(backOffMs(failures), undefined, { signal: this.#over }).catch(() => {}) // Then the loop ends.
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

  /** False where the server did not answer. */
  async #ask({ running, stopping, inSlots }: Held): Promise<boolean> {
    const { api, agent, boot, leaseSeconds, onStop, onRelease, onProblem } = this.#parts
    // The next poll renews the leases again, twice before they run out.
    const wait = Math.min(20, leaseSeconds() / 3)
    const signal = AbortSignal.any([this.#poll.signal, AbortSignal.timeout(Math.ceil(wait * 1000) + lagMs)])
    const request = { worker: agent, boot, running: [...running], stopping: [...stopping], in_slots: [...inSlots], wait }
    try {
      const { stop, released } = await api.workers.renew(request, { signal, patienceSeconds: 0 })
      stop.forEach(onStop)
      released.forEach(onRelease)
      return true
    } catch (error) {
      if (this.#poll.signal.aborted) return true
      // The poll for work tells people that the server is away; here it is only tried again.
      if (!mayPass(error) && !isApiError(error)) onProblem('Renewing the leases', error)
      return false
    }
  }
}
