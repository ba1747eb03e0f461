import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Lease } from '@clearway/contract'
import type { AgentOptions, DrainMode } from './agent-options.ts'
import { type AgentDeps, machineOf, makeAgentDeps } from './agent-deps.ts'
import { findLeftovers } from './attempts/leftovers.ts'
import { Claims, type GrantedLease } from './claim.ts'
import { handBack } from './hand-back.ts'
import type { LightLane } from './lanes/light.ts'
import type { Slots } from './lanes/slots.ts'
import { throwWhoHasTheName } from './name-taken.ts'
import { type Held, Orders, type StopOrder } from './orders.ts'
import { Attempt } from './runner/attempt.ts'
import type { EndClaim, RunnerDeps } from './runner/runner-deps.ts'
import { reportMachine } from './report-machine.ts'
import { type ServedQueue, serveQueues } from './serve-queues.ts'
import type { Supervisor } from './supervisor/supervisor.ts'
import { trimCacheRegularly } from './trim-cache-regularly.ts'
import { whileAway } from './retry.ts'
import { takeWorkFolder, type WorkFolder } from './work-folder.ts'

/** A running agent. Disposing of it drains it by the mode of its options. */
export interface RunningAgent extends AsyncDisposable {
  readonly name: string
  readonly queues: readonly ServedQueue[]
  /**
   * Takes no new work and ends: `wait` lets running steps come to their end, `stop` ends them and hands them back to their queue. What runs in the
   * light lane is handed back in either case, because a controller may wait for steps that nobody starts here any more. May be called again, to stop what is
   * being waited for.
   */
  readonly drain: (how?: DrainMode) => Promise<void>
  /** Ends the agent alone: what runs goes on, for its next process to adopt. */
  readonly detach: () => Promise<void>
}

const memoryEveryMs = 2000
/** How long the reports of stopped steps may take, beyond the steps' grace. After that the next process of the agent reports them. */
const deliverMs = 20_000

/** Starts an agent; resolves when the server knows it. Waits for a server that is away, and emits an event about it. */
export async function startAgent(options: AgentOptions): Promise<RunningAgent> {
  const url = options.connection.url.replace(/\/+$/, '')
  const folder = await takeWorkFolder({ name: options.name, work: options.work, url })
  let agent: Agent | undefined
  try {
    agent = await Agent.open(options, url, folder)
    await agent.begin()
    return agent
  } catch (error) {
    await (agent === undefined ? folder[Symbol.asyncDispose]() : agent.detach())
    throw error
  }
}

/**
 * - `starting`: it adopts what its last process left behind, and introduces itself to the server.
 * - `serving`: it takes work.
 * - `leaving`: it takes no new work, and waits for its attempts to be over or detached.
 * - `gone`: all is released.
 */
type Phase = 'starting' | 'serving' | 'leaving' | 'gone'

/** Joins lanes, claims, orders and attempts: `starting → serving → leaving → gone`, and `starting → leaving` if the start is given up. */
class Agent implements RunningAgent {
  readonly name: string
  queues: readonly ServedQueue[] = []

  readonly #options: AgentOptions
  readonly #folder: WorkFolder
  readonly #runner: RunnerDeps
  readonly #supervisor: Supervisor
  readonly #slots: Slots
  readonly #light: LightLane
  readonly #attempts = new Map<string, Attempt>()
  /** Work that must be done before the end: files to delete, leases to hand back. */
  readonly #pending = new Set<Promise<void>>()
  readonly #over = new AbortController()
  #phase: Phase = 'starting'
  #claims: Claims | undefined
  #orders: Orders | undefined
  #left: Promise<void> = Promise.resolve()
  #giveUp: NodeJS.Timeout | undefined

  private constructor(options: AgentOptions, folder: WorkFolder, { runner, supervisor, slots, light }: AgentDeps) {
    this.name = folder.name
    this.#options = options
    this.#folder = folder
    this.#slots = slots
    this.#light = light
    this.#runner = runner
    this.#supervisor = supervisor
  }

  static async open(options: AgentOptions, url: string, folder: WorkFolder): Promise<Agent> {
    const deps = await makeAgentDeps({
      options,
      url,
      folder,
      onHeld: (attempt, kind) => agent.#announce(attempt, kind),
      nextClaim: (lease) => agent.#nextClaim(lease),
    })
    const agent = new Agent(options, folder, deps)
    return agent
  }

  #enter(phase: Phase, ...from: readonly Phase[]): void {
    if (!from.includes(this.#phase)) throw new Error(`Agent ${this.name} cannot get from ${this.#phase} to ${phase}.`)
    this.#phase = phase
  }

  async begin(): Promise<void> {
    const { api, emit } = this.#runner
    for (const lease of await findLeftovers(this.#folder.path)) this.#adopt(lease)
    const { servicesMode = false, queues = [servicesMode ? 'services' : 'default'], createQueues = false, signal } = this.#options
    const given = AbortSignal.any([this.#over.signal, ...(signal === undefined ? [] : [signal])])
    this.queues = await whileAway((abort) => serveQueues(api, queues, createQueues, abort), given, emit)
    const boot = randomUUID()
    const claims = new Claims({
      api,
      agent: this.name,
      boot,
      process: { home: this.#folder.id, host: hostname(), pid: process.pid },
      queues: this.queues.map(({ id }) => id),
      slots: this.#slots,
      light: this.#light,
      machine: machineOf(this.#options),
      running: () => this.#held().running,
      onTerms: (terms) => (this.#runner.leases.terms = terms),
      onLease: (lease) => this.#take(lease),
      emit,
    })
    this.#claims = claims
    claims.pump()
    const left = new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true }))
    left.catch(() => {}) // The start may be over by then.
    await Promise.race([claims.firstAnswer, left]).catch(throwWhoHasTheName)
    this.#enter('serving', 'starting')
    this.#inBackground(claims, boot)
    emit({
      kind: 'ready',
      agent: this.name,
      queues: this.queues.map(({ name }) => name),
      slots: this.#slots.count,
      light: this.#light.mode !== 'off',
    })
  }

  async drain(how: DrainMode = this.#options.drain ?? 'stop'): Promise<void> {
    if (this.#phase === 'gone') return
    this.#closeLanes()
    for (const attempt of this.#attempts.values())
      if (how === 'stop' || attempt.lease.lane === 'light')
        attempt.stop({ outcome: 'handed_back', reason: `agent ${this.name} is being stopped` })
    if (how === 'stop') this.#giveUp ??= setTimeout(() => this.#detachAll(), this.#runner.graceSeconds * 1000 + deliverMs)
    await this.#leave(true)
  }

  async detach(): Promise<void> {
    this.#closeLanes()
    this.#detachAll()
    await this.#leave(false)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.drain()
  }

  async #leave(isUnregistered: boolean): Promise<void> {
    if (this.#phase === 'starting' || this.#phase === 'serving') {
      this.#enter('leaving', 'starting', 'serving')
      this.#left = this.#end(isUnregistered)
    }
    await this.#left
  }

  async #end(isUnregistered: boolean): Promise<void> {
    while (this.#attempts.size > 0) await Promise.all([...this.#attempts.values()].map(({ done }) => done))
    clearTimeout(this.#giveUp)
    this.#claims?.close()
    this.#over.abort()
    await Promise.all(this.#pending)
    const { api, emit, executor, leases, spareRoot } = this.#runner
    // The adopted must find the worker as they left it.
    if (isUnregistered && this.#claims !== undefined)
      await api.workers
        .unregister({ worker: this.name }, { signal: AbortSignal.timeout(5000), patienceSeconds: 0 })
        .catch((error: unknown) => emit({ kind: 'problem', what: 'Taking leave of the server', error }))
    leases.close()
    this.#supervisor[Symbol.dispose]()
    await executor[Symbol.asyncDispose]()
    await spareRoot.close()
    await this.#folder[Symbol.asyncDispose]()
    this.#enter('gone', 'leaving')
  }

  #closeLanes(): void {
    this.#slots.close()
    this.#light.close()
  }

  #detachAll(): void {
    for (const attempt of this.#attempts.values()) attempt.detach()
  }

  /** Begins with a lease that was granted; hands it back where its slot is taken, or the light lane has no room. */
  #take({ code, startedAt, ...lease }: GrantedLease): void {
    const { attempt, slot } = lease
    this.#runner.emit({ kind: 'claimed', lease })
    const hasRoom = slot === null ? this.#light.admit(attempt) : this.#slots.take(slot, attempt)
    if (hasRoom) this.#watch(new Attempt(this.#runner, lease, { code, ...(startedAt !== undefined && { startedAt }) }))
    else this.#awaitBeforeEnd(handBack(this.#runner, lease))
  }

  #adopt(lease: Lease): void {
    if (lease.slot === null) this.#light.adopt(lease.attempt)
    else this.#slots.adopt(lease.slot, lease.attempt)
    this.#runner.leases.adopt(lease.attempt)
    this.#runner.emit({ kind: 'adopted', lease })
    this.#watch(new Attempt(this.#runner, lease))
  }

  #watch(attempt: Attempt): void {
    this.#attempts.set(attempt.lease.attempt, attempt)
    this.#orders?.added()
    void attempt.done.then(() => {
      const { lease } = attempt
      this.#attempts.delete(lease.attempt)
      this.#runner.leases.remove(lease.attempt)
      // The slot is freed only after the server has acknowledged the end, because for the server too a slot holds one task at a time.
      if (lease.slot === null) this.#light.leave(lease.attempt)
      else this.#slots.free(lease.slot, lease.attempt)
      for (const next of attempt.next) this.#take(next)
      this.#claims?.pump()
    })
    this.#awaitBeforeEnd(attempt.settled)
  }

  #nextClaim({ attempt, slot }: Lease): EndClaim | undefined {
    return slot === null || this.#phase !== 'serving' || !this.#attempts.has(attempt) ? undefined : this.#claims?.withEnd(slot)
  }

  #announce(attempt: string, kind: 'paused' | 'resumed'): void {
    const lease = this.#attempts.get(attempt)?.lease
    if (lease !== undefined) this.#runner.emit({ kind, lease })
  }

  #held(): Held {
    return {
      running: [...this.#attempts.keys()],
      stopping: [...this.#attempts].flatMap(([attempt, { isStopping }]) => (isStopping ? [attempt] : [])),
      inSlots: [...this.#attempts].flatMap(([attempt, { lease }]) => (lease.slot === null ? [] : [attempt])),
    }
  }

  #order({ attempt, reason }: StopOrder): void {
    this.#attempts.get(attempt)?.stop({ outcome: 'stopped', reason })
  }

  /** Offers an attempt's slot again, because the attempt waits for a task that needs it; the attempt goes on in the light lane. */
  #release(id: string): void {
    const attempt = this.#attempts.get(id)
    const slot = attempt?.lease.slot ?? null
    if (attempt === undefined || slot === null) return
    attempt.leaveSlot()
    this.#light.adopt(id)
    this.#slots.free(slot, id)
    this.#claims?.pump()
  }

  #awaitBeforeEnd(work: Promise<void>): void {
    const observed = work.catch((error: unknown) => this.#runner.emit({ kind: 'problem', what: 'The agent stumbled', error }))
    this.#pending.add(observed)
    void observed.then(() => this.#pending.delete(observed))
  }

  #inBackground(claims: Claims, boot: string): void {
    const { api, cache, emit } = this.#runner
    const signal = this.#over.signal
    const inUse = (): ReadonlySet<string> => new Set([...this.#attempts.values()].flatMap(({ environment }) => environment ?? []))
    const onProblem = (what: string, error: unknown): void => emit({ kind: 'problem', what, error })
    this.#orders = new Orders(
      {
        api,
        agent: this.name,
        boot,
        held: () => this.#held(),
        leases: this.#runner.leases,
        onStop: (order) => this.#order(order),
        onRelease: (attempt) => this.#release(attempt),
        onProblem,
      },
      signal,
    )
    this.#awaitBeforeEnd(this.#orders.listen())
    this.#awaitBeforeEnd(reportMachine({ api, agent: this.name, onProblem, signal }))
    this.#awaitBeforeEnd(trimCacheRegularly({ cache, inUse, onProblem, signal }))
    const measuring = setInterval(() => {
      this.#light.refresh().then(
        () => claims.pump(),
        (error: unknown) => onProblem('Measuring the memory', error),
      )
    }, memoryEveryMs)
    signal.addEventListener('abort', () => clearInterval(measuring), { once: true })
  }
}
