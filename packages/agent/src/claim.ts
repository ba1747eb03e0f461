import type { Code, Lease, LeaseTerms, RequestOf, workers } from '@clearway/contract'
import { type Api, isApiError } from '@clearway/sdk'
import type { AgentEvent } from './agent-events.ts'
import { backOffMs } from './back-off.ts'
import type { LightLane } from './lanes/light.ts'
import type { Slot, Slots } from './lanes/slots.ts'
import { mayPass } from './until-answered.ts'

/** A lease as it is granted, with what is needed to begin. */
export type GrantedLease = Lease & { readonly code: Code }

export type Claiming = {
  readonly api: Api
  readonly agent: string
  readonly boot: string
  readonly process: NonNullable<RequestOf<typeof workers.claim>['process']>
  /** Ids, the first comes first. */
  readonly queues: readonly string[]
  readonly slots: Slots
  readonly light: LightLane
  readonly machine: Pick<RequestOf<typeof workers.claim>, 'cpus' | 'memory' | 'labels'>
  /** The attempts that the agent holds. */
  readonly running: () => readonly string[]
  readonly onTerms: (terms: LeaseTerms) => void
  readonly onLease: (lease: GrantedLease) => void
  readonly emit: (event: AgentEvent) => void
}

type Poll = {
  readonly slots: readonly Slot[]
  /** Whether it offers the light lane, only tells of it, or leaves it to another poll. */
  readonly light: 'offered' | 'told' | 'left'
}

const waitSeconds = 20
/** How long an answer may lag behind the time it was asked for. */
const lagMs = 10_000
/** For how long after a grant no poll is opened that would offer no slot. */
const pauseMs = 30

/**
 * The long polls that bring work. One is always open, also with no place to offer: it tells the server what the agent holds and serves. A place
 * that becomes free is never added by breaking an open poll off, because its answer may be on the way: it goes into the next poll, or into
 * one more beside. Each place is offered by one poll only.
 */
export class Claims {
  readonly #parts: Claiming
  readonly #open = new Set<Poll>()
  readonly #over = new AbortController()
  /** Queues that were deleted while this agent served them. */
  readonly #gone = new Set<string>()
  #isKnown = false
  #failures = 0
  #retry: NodeJS.Timeout | undefined
  #pausing: NodeJS.Timeout | undefined
  readonly #firstAnswer = Promise.withResolvers<void>()

  constructor(parts: Claiming) {
    this.#parts = parts
    this.#firstAnswer.promise.catch(() => {}) // Nobody may be listening.
  }

  /** The server has taken note of this agent. Rejects where it refuses it for good, ends never where it stays away. */
  get firstAnswer(): Promise<void> {
    return this.#firstAnswer.promise
  }

  /** To be called whenever a place may have become free: offers what no poll offers. */
  pump(): void {
    if (this.#over.signal.aborted || this.#retry !== undefined) return
    const { slots, light } = this.#parts
    if (this.#pausing !== undefined && slots.idle.length === 0) return
    if (this.#open.size === 0) return void this.#poll()
    const isLightIdle = light.isFree && !this.#isLightOffered()
    if (slots.idle.length === 0 && !isLightIdle) return
    void this.#poll()
  }

  /** Ends all polls. */
  close(): void {
    this.#over.abort()
    clearTimeout(this.#retry)
    clearTimeout(this.#pausing)
  }

  /** A step that was just granted may be over in a moment: its slot goes into the same poll as the rest. */
  #pause(): void {
    this.#pausing ??= setTimeout(() => {
      this.#pausing = undefined
      this.pump()
    }, pauseMs)
  }

  #isLightOffered(): boolean {
    return [...this.#open].some(({ light }) => light === 'offered')
  }

  async #poll(): Promise<void> {
    const { slots, light, onTerms, onLease, emit } = this.#parts
    const lightHere = light.isFree ? 'offered' : 'told'
    const poll: Poll = { slots: slots.offer(), light: this.#isLightOffered() ? 'left' : lightHere }
    this.#open.add(poll)
    try {
      const { leases, ...terms } = await this.#ask(poll)
      onTerms(terms)
      slots.withdraw(poll.slots)
      leases.forEach(onLease)
      if (leases.some(({ slot }) => slot !== null)) this.#pause()
      if (this.#failures > 0) emit({ kind: 'server_back' })
      this.#failures = 0
      this.#isKnown = true
      this.#firstAnswer.resolve()
    } catch (error) {
      slots.withdraw(poll.slots)
      if (!this.#over.signal.aborted) this.#failed(error)
    } finally {
      this.#open.delete(poll)
    }
    this.pump()
  }

  async #ask({ slots, light: lightHere }: Poll) {
    const { api, agent, boot, process, queues, light, machine, running } = this.#parts
    const signal = AbortSignal.any([this.#over.signal, AbortSignal.timeout(waitSeconds * 1000 + lagMs)])
    const request = {
      worker: agent,
      boot,
      process,
      queues: queues.filter((queue) => !this.#gone.has(queue)),
      slots: slots.map(({ slot, gpus = [], gpuMemory }) => ({
        slot,
        gpus: gpus.length,
        ...(gpuMemory === undefined ? {} : { gpuMemory }),
      })),
      light: lightHere === 'left' ? { free: false, mode: 'off' as const } : { free: lightHere === 'offered', mode: light.mode },
      ...machine,
      running: [...running()],
      // The first one makes the agent known and the server's return.
      wait: this.#isKnown ? waitSeconds : 0,
    }
    return await api.workers.claim(request, { signal, patienceSeconds: 0 })
  }

  #failed(error: unknown): void {
    if (this.#isKnown && isApiError(error, 'queue_not_found') && typeof error.details['queue'] === 'string') {
      this.#gone.add(error.details['queue'])
      this.#parts.emit({ kind: 'problem', what: `Queue ${error.details['queue']} is gone and is served no longer`, error })
      return
    }
    this.#failures += 1
    this.#isKnown = false
    if (this.#failures === 1) this.#parts.emit({ kind: 'server_away', error })
    if (!mayPass(error)) this.#firstAnswer.reject(error)
    if (this.#retry !== undefined) return
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      this.pump()
    }, backOffMs(this.#failures))
  }
}
