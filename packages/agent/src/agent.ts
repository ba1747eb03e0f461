import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Lease } from '@clearway/contract'
import type { AgentOptions, DrainMode } from './agent-options.ts'
import { type AgentDeps, machineOf, makeAgentDeps } from './agent-deps.ts'
import { findLeftovers } from './attempts/leftovers.ts'
import { Claims } from './claim.ts'
import { HeldAttempts } from './held-attempts.ts'
import type { LightLane } from './lanes/light.ts'
import type { Slots } from './lanes/slots.ts'
import { throwWhoHasTheName } from './name-taken.ts'
import { Orders } from './orders.ts'
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
  const onWait = (error: Error): void => options.onEvent?.({ kind: 'problem', what: 'Taking its folder', error })
  const folder = await takeWorkFolder({ name: options.name, work: options.work, url, onWait })
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
  readonly #attempts: HeldAttempts
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
    this.#attempts = new HeldAttempts({
      runner,
      slots,
      light,
      onAdded: () => this.#orders?.added(),
      onRoom: () => this.#claims?.pump(),
      awaitBeforeEnd: (work) => this.#awaitBeforeEnd(work),
    })
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
    for (const lease of await findLeftovers(this.#folder.path)) this.#attempts.adopt(lease)
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
      running: () => this.#attempts.held().running,
      onTerms: (terms) => (this.#runner.leases.terms = terms),
      onLease: (lease) => this.#attempts.take(lease),
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
    const intent = { outcome: 'handed_back', reason: `agent ${this.name} is being stopped` } as const
    this.#attempts.stopAll(intent, ({ lane }) => how === 'stop' || lane === 'light')
    if (how === 'stop') this.#giveUp ??= setTimeout(() => this.#attempts.detachAll(), this.#runner.graceSeconds * 1000 + deliverMs)
    await this.#leave(true)
  }

  async detach(): Promise<void> {
    this.#closeLanes()
    this.#attempts.detachAll()
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
    await this.#attempts.over()
    clearTimeout(this.#giveUp)
    this.#claims?.close()
    this.#over.abort()
    await Promise.all(this.#pending)
    const { api, emit, executor, leases, spareRoot } = this.#runner
    // A detached agent stays registered, because the attempts that its next process adopts belong to its workers.
    if (isUnregistered && this.#claims !== undefined)
      await api.workers
        .unregister({ worker: this.name }, { signal: AbortSignal.timeout(5000), patienceSeconds: 0 })
        .catch((error: unknown) => emit({ kind: 'problem', what: 'Unregistering from the server', error }))
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

  #nextClaim({ attempt, slot }: Lease): EndClaim | undefined {
    return slot === null || this.#phase !== 'serving' || !this.#attempts.has(attempt) ? undefined : this.#claims?.withEnd(slot)
  }

  #announce(attempt: string, kind: 'paused' | 'resumed'): void {
    const lease = this.#attempts.leaseOf(attempt)
    if (lease !== undefined) this.#runner.emit({ kind, lease })
  }

  #awaitBeforeEnd(work: Promise<void>): void {
    const observed = work.catch((error: unknown) => this.#runner.emit({ kind: 'problem', what: 'An internal error of the agent', error }))
    this.#pending.add(observed)
    void observed.then(() => this.#pending.delete(observed))
  }

  #inBackground(claims: Claims, boot: string): void {
    const { api, cache, emit } = this.#runner
    const signal = this.#over.signal
    const onProblem = (what: string, error: unknown): void => emit({ kind: 'problem', what, error })
    this.#orders = new Orders(
      {
        api,
        agent: this.name,
        boot,
        held: () => this.#attempts.held(),
        leases: this.#runner.leases,
        onStop: ({ attempt, reason }) => this.#attempts.stop(attempt, { outcome: 'stopped', reason }),
        onRelease: (attempt) => this.#attempts.release(attempt),
        onProblem,
      },
      signal,
    )
    this.#awaitBeforeEnd(this.#orders.listen())
    this.#awaitBeforeEnd(reportMachine({ api, agent: this.name, onProblem, signal }))
    this.#awaitBeforeEnd(trimCacheRegularly({ cache, inUse: () => this.#attempts.environments(), onProblem, signal }))
    const measuring = setInterval(() => {
      this.#light.refresh().then(
        () => claims.pump(),
        (error: unknown) => onProblem('Measuring the memory', error),
      )
    }, memoryEveryMs)
    signal.addEventListener('abort', () => clearInterval(measuring), { once: true })
  }
}
