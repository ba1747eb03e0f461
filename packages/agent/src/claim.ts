import type { Code, Lease, LeaseTerms, RequestOf, ResponseOf, workers } from '@clearway/contract'
import { type Api, isApiError } from '@clearway/sdk'
import type { AgentEvent } from './agent-events.ts'
import type { LightLane } from './lanes/light.ts'
import type { Slot, Slots } from './lanes/slots.ts'
import { mayPass, retryPauseMs } from './retry.ts'

/** What an attempt needs to begin. */
export interface Grant {
  readonly code: Code
  /** When the call was sent that has also started the attempt, on the clock of `machineMs`; undefined if the start is still to be confirmed. */
  readonly startedAt?: number
}

/** A lease as the server grants it. */
export type GrantedLease = Lease & Grant

export interface ClaimDeps {
  readonly api: Api
  readonly agent: string
  readonly boot: string
  readonly process: NonNullable<RequestOf<typeof workers.claim>['process']>
  /** The ids of the queues; tasks of the first queue are taken first. */
  readonly queues: readonly string[]
  readonly slots: Slots
  readonly light: LightLane
  readonly machine: Pick<RequestOf<typeof workers.claim>, 'cpus' | 'memory' | 'labels' | 'version'>
  /** The attempts that the agent holds. */
  readonly running: () => readonly string[]
  readonly onTerms: (terms: LeaseTerms) => void
  readonly onLease: (lease: GrantedLease) => void
  readonly emit: (event: AgentEvent) => void
}

interface Poll {
  readonly slots: readonly Slot[]
  /** `offered`: a light task may be claimed. `announced`: the lane has no room. `left`: another open poll offers it. */
  readonly light: 'offered' | 'announced' | 'left'
  /** How many unanswered polls it follows: the server gives back what they have claimed. */
  readonly unanswered: number
}

const waitSeconds = 20
/** How much later than requested an answer may arrive; then the poll has failed. */
const lagMs = 10_000
/** For how long after a grant no poll is opened that would offer no slot. */
const gatherMs = 30

/**
 * - `introducing`: the server does not know this start of the agent, or was away. A poll asks for an answer at once.
 * - `polling`: the server knows the agent. Polls wait for work.
 * - `gathering`: a step was just granted, and may be over in a moment: its slot goes into the same poll as the rest.
 * - `backing off`: a poll failed. None is opened until the pause is over.
 * - `closed`: no poll is opened any more.
 */
type Phase = 'introducing' | 'polling' | 'gathering' | 'backing off' | 'closed'

/**
 * The long polls that bring work. One is always open, also with no slot to offer: it reports what the agent holds and serves. A slot that becomes free
 * is never added by breaking an open poll off, because its answer may be on the way: it goes into the next poll, or into one more beside. Each slot is
 * offered by one poll only.
 *
 * ```
 * introducing → polling ⇄ gathering      by an answer, by a grant, after a moment
 * each of them → backing off             by a failure
 * backing off → introducing              after the pause
 * backing off → polling                  by the answer to a poll that was still open
 * every phase → closed
 * ```
 */
export class Claims {
  readonly #deps: ClaimDeps
  readonly #open = new Set<Poll>()
  readonly #over = new AbortController()
  /** Queues that were deleted while this agent served them. */
  readonly #gone = new Set<string>()
  #phase: Phase = 'introducing'
  /** Ends the phase. */
  #timer: NodeJS.Timeout | undefined
  /** Failed polls in a row. */
  #failures = 0
  /** Polls that got no answer, and may have claimed something, since a poll was answered that followed all such polls. */
  #unanswered = 0
  #isDrained = false
  readonly #firstAnswer = Promise.withResolvers<void>()

  constructor(deps: ClaimDeps) {
    this.#deps = deps
    this.#firstAnswer.promise.catch(() => {}) // Nobody may be listening.
  }

  /** Resolves when the server knows this agent. Rejects if the server refuses it for good; stays pending as long as the server is away. */
  get firstAnswer(): Promise<void> {
    return this.#firstAnswer.promise
  }

  /** Offers what no poll offers. To be called whenever a slot may have become free. */
  pump(): void {
    const { slots, light } = this.#deps
    if (this.#phase === 'closed' || this.#phase === 'backing off') return
    const hasIdleSlot = slots.idle.length > 0
    if (this.#phase === 'gathering' && !hasIdleSlot) return
    const hasIdleLight = light.isFree && !this.#isLightOffered()
    if (this.#open.size === 0 || hasIdleSlot || hasIdleLight) void this.#poll()
  }

  /** The request for a next task of a slot whose attempt has ended, to go with the report of that end; undefined if no task is wanted now. */
  withEnd(slot: number): NonNullable<RequestOf<typeof workers.end>['claim']> | undefined {
    const { boot, process, slots, machine } = this.#deps
    const ended = slots.wanted(slot)
    if (ended === undefined || (this.#phase !== 'polling' && this.#phase !== 'gathering')) return undefined
    return { boot, home: process.home, start: true, queues: this.#served(), slots: [offerOf(ended)], ...machine }
  }

  /** Ends all polls. */
  close(): void {
    this.#enter('closed', 'introducing', 'polling', 'gathering', 'backing off', 'closed')
    this.#over.abort()
  }

  #enter(phase: Phase, ...from: readonly Phase[]): void {
    if (!from.includes(this.#phase)) throw new Error(`Claiming cannot get from ${this.#phase} to ${phase}.`)
    clearTimeout(this.#timer)
    this.#phase = phase
  }

  #isLightOffered(): boolean {
    return [...this.#open].some(({ light }) => light === 'offered')
  }

  async #poll(): Promise<void> {
    const { slots, light } = this.#deps
    const lightHere = light.isFree ? 'offered' : 'announced'
    const poll: Poll = { slots: slots.offer(), light: this.#isLightOffered() ? 'left' : lightHere, unanswered: this.#unanswered }
    this.#open.add(poll)
    try {
      const answer = await this.#ask(poll)
      slots.withdraw(poll.slots)
      if (poll.unanswered === this.#unanswered) this.#unanswered = 0
      this.#answered(answer)
    } catch (error) {
      slots.withdraw(poll.slots)
      if (this.#phase !== 'closed') this.#failed(error)
    } finally {
      this.#open.delete(poll)
    }
    this.pump()
  }

  async #ask({ slots, light: lightHere, unanswered }: Poll) {
    const { api, agent, boot, process, light, machine, running } = this.#deps
    const signal = AbortSignal.any([this.#over.signal, AbortSignal.timeout(waitSeconds * 1000 + lagMs)])
    const request = {
      worker: agent,
      boot,
      process,
      queues: this.#served(),
      slots: slots.map(offerOf),
      light: lightHere === 'left' ? { free: false, mode: 'off' as const } : { free: lightHere === 'offered', mode: light.mode },
      ...machine,
      running: [...running()],
      ...(unanswered > 0 && { unanswered: true }),
      wait: this.#phase === 'introducing' ? 0 : waitSeconds,
    }
    return api.workers.claim(request, { signal, patienceSeconds: 0 })
  }

  #served(): string[] {
    return this.#deps.queues.filter((queue) => !this.#gone.has(queue))
  }

  #answered({ leases, drained = false, ...terms }: ResponseOf<typeof workers.claim>): void {
    const { onTerms, onLease, emit, agent } = this.#deps
    onTerms(terms)
    leases.forEach(onLease)
    if (this.#failures > 0) emit({ kind: 'server_back' })
    this.#failures = 0
    if (drained !== this.#isDrained) emit({ kind: drained ? 'drained' : 'undrained', agent })
    this.#isDrained = drained
    this.#firstAnswer.resolve()
    if (this.#phase === 'introducing' || this.#phase === 'backing off') this.#enter('polling', 'introducing', 'backing off')
    if (this.#phase === 'polling' && leases.some(({ slot }) => slot !== null)) this.#gather()
  }

  #gather(): void {
    this.#enter('gathering', 'polling')
    this.#timer = setTimeout(() => {
      this.#enter('polling', 'gathering')
      this.pump()
    }, gatherMs)
  }

  #failed(error: unknown): void {
    const isKnown = this.#phase === 'polling' || this.#phase === 'gathering'
    if (isKnown && isApiError(error, 'queue_not_found') && typeof error.details['queue'] === 'string') {
      this.#gone.add(error.details['queue'])
      this.#deps.emit({ kind: 'problem', what: `Queue ${error.details['queue']} is gone and is served no longer`, error })
      return
    }
    this.#failures += 1
    this.#unanswered += 1
    if (this.#failures === 1) this.#deps.emit({ kind: 'server_away', error })
    if (!mayPass(error)) this.#firstAnswer.reject(error)
    if (this.#phase !== 'backing off') this.#backOff()
  }

  #backOff(): void {
    this.#enter('backing off', 'introducing', 'polling', 'gathering')
    this.#timer = setTimeout(() => {
      this.#enter('introducing', 'backing off')
      this.pump()
    }, retryPauseMs(this.#failures))
  }
}

function offerOf({ slot, gpus = [], gpuMemory, gpuPlaces = [] }: Slot): RequestOf<typeof workers.claim>['slots'][number] {
  return {
    slot,
    gpus: gpus.length,
    ...(gpuMemory !== undefined && { gpuMemory }),
    ...(gpuPlaces.length > 0 && { gpuPlaces: [...gpuPlaces] }),
  }
}
