import { randomUUID } from 'node:crypto'
import { availableParallelism, hostname, totalmem } from 'node:os'
import type { Lease } from '@clearway/contract'
import { ProcessExecutor, readUserSettings } from '@clearway/runtime'
import { type Api, createClient, isApiError } from '@clearway/sdk'

import type { AgentEvent } from './agent-events.ts'
import type { AgentOptions, DrainMode } from './agent-options.ts'
import { Claims, type GrantedLease } from './claim.ts'
import { attemptRoot } from './attempts/attempt-root.ts'
import { findLeftovers } from './attempts/leftovers.ts'
import { listGpus } from './gpus.ts'
import { Leases } from './leases.ts'
import { makeSlots } from './lanes/gpu-slots.ts'
import { LightLane } from './lanes/light.ts'
import { Slots } from './lanes/slots.ts'
import { handBack } from './hand-back.ts'
import { type Held, Orders, type StopOrder } from './orders.ts'
import { Attempt } from './runner/run.ts'
import type { RunnerParts } from './runner/runner-parts.ts'
import { type ServedQueue, serveQueues } from './serve-queues.ts'
import { Supervisor } from './supervisor/supervisor.ts'
import { trimCacheRegularly } from './trim-cache-regularly.ts'
import { warnOfHostlessGit } from './warn-of-hostless-git.ts'
import { whileAway } from './while-away.ts'
import { nameTaken, takeWorkFolder, type WorkFolder } from './work-folder.ts'

/** An agent at work. Disposing of it drains it as its options say. */
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
/** How long the server may take to hear of stopped steps, beyond their grace. After that the next process of the agent tells it. */
const deliverMs = 20_000

/** Starts an agent; resolves when the server knows it. Waits for a server that is away, and says so by an event. */
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

/** Throws in words what the server says of another agent of the same name. */
function sayWhoHasTheName(error: unknown): never {
  if (!isApiError(error, 'agent_name_taken')) throw error
  const { agent, host, pid } = error.details
  throw new Error(nameTaken({ name: String(agent), host: String(host), pid: Number(pid) }), { cause: error })
}

type AgentParts = { readonly parts: RunnerParts; readonly supervisor: Supervisor; readonly slots: Slots; readonly light: LightLane }

class Agent implements RunningAgent {
  readonly name: string
  queues: readonly ServedQueue[] = []

  readonly #options: AgentOptions
  readonly #folder: WorkFolder
  readonly #parts: RunnerParts
  readonly #supervisor: Supervisor
  readonly #slots: Slots
  readonly #light: LightLane
  readonly #attempts = new Map<string, Attempt>()
  /** Work that must be done before the end: removals of files, leases given back. */
  readonly #pending = new Set<Promise<void>>()
  readonly #over = new AbortController()
  #claims: Claims | undefined
  #orders: Orders | undefined
  #ended: Promise<void> | undefined
  #giveUp: NodeJS.Timeout | undefined

  private constructor(options: AgentOptions, folder: WorkFolder, { parts, supervisor, slots, light }: AgentParts) {
    this.name = folder.name
    this.#options = options
    this.#folder = folder
    this.#slots = slots
    this.#light = light
    this.#parts = parts
    this.#supervisor = supervisor
  }

  static async open(options: AgentOptions, url: string, folder: WorkFolder): Promise<Agent> {
    const { connection, servicesMode = false, cpuOnly = false, gpus, environment = process.env } = options
    const present = cpuOnly || servicesMode ? [] : await listGpus(options.signal ?? AbortSignal.timeout(30_000))
    const made = makeSlots({
      slots: servicesMode ? 0 : options.slots,
      gpus: servicesMode ? undefined : gpus,
      cpuOnly,
      present,
      visible: environment['CUDA_VISIBLE_DEVICES'],
    })
    const slots = new Slots(made)
    const light = await LightLane.open(options.light ?? 'any')
    const settings = await readUserSettings(environment, options.cache)
    const emit = (event: AgentEvent): void => options.onEvent?.(event)
    const onProblem = (what: string, error: unknown): void => emit({ kind: 'problem', what, error })
    const rootOf = (attempt: string): string => attemptRoot(folder.path, attempt)
    const executor = new ProcessExecutor({ rootOf })
    const supervisor = new Supervisor(folder.path, onProblem)
    const leases = new Leases({ rootOf, supervisor, onProblem, onChange: (attempt, kind) => agent.#tell(attempt, kind) })
    const parts: RunnerParts = {
      agent: folder.name,
      api: createClient({ baseUrl: url, credentials: connection, headers: { 'x-clearml-worker': folder.name } }),
      url,
      executor,
      rootOf,
      leases,
      graceSeconds: options.graceSeconds ?? 10,
      ...settings,
      environment,
      secrets: [connection.secretKey, ...(settings.git === undefined ? [] : [settings.git.password])],
      gpusOf: ({ slot }) => (slot === null ? [] : slots.gpusOf(slot)),
      emit,
    }
    warnOfHostlessGit(parts)
    const agent = new Agent(options, folder, { parts, supervisor, slots, light })
    return agent
  }

  async begin(): Promise<void> {
    const { api, emit } = this.#parts
    for (const lease of await findLeftovers(this.#folder.path)) this.#adopt(lease)
    const { servicesMode = false, queues = [servicesMode ? 'services' : 'default'], createQueues = false, labels, signal } = this.#options
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
      machine: { cpus: availableParallelism(), memory: Math.floor(totalmem() / 1024 ** 2), labels: [...(labels ?? [])] },
      running: () => this.#held().running,
      onTerms: (terms) => (this.#parts.leases.terms = terms),
      onLease: (lease) => this.#take(lease),
      emit,
    })
    this.#claims = claims
    claims.pump()
    const left = new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true }))
    left.catch(() => {}) // The start may be over by then.
    await Promise.race([claims.firstAnswer, left]).catch(sayWhoHasTheName)
    this.#inBackground(api, claims, boot)
    emit({
      kind: 'ready',
      agent: this.name,
      queues: this.queues.map(({ name }) => name),
      slots: this.#slots.count,
      light: this.#light.mode !== 'off',
    })
  }

  async drain(how: DrainMode = this.#options.drain ?? 'stop'): Promise<void> {
    this.#slots.close()
    this.#light.close()
    for (const attempt of this.#attempts.values())
      if (how === 'stop' || attempt.lease.lane === 'light')
        attempt.stop({ outcome: 'handed_back', reason: `agent ${this.name} is being stopped` })
    if (how === 'stop') this.#giveUp ??= setTimeout(() => this.#detachAll(), this.#parts.graceSeconds * 1000 + deliverMs)
    this.#ended ??= this.#end(true)
    await this.#ended
  }

  async detach(): Promise<void> {
    this.#slots.close()
    this.#light.close()
    this.#detachAll()
    this.#ended ??= this.#end(false)
    await this.#ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.drain()
  }

  async #end(isForgotten: boolean): Promise<void> {
    while (this.#attempts.size > 0) await Promise.all([...this.#attempts.values()].map(({ done }) => done))
    clearTimeout(this.#giveUp)
    this.#claims?.close()
    this.#over.abort()
    await Promise.all(this.#pending)
    const { api, emit } = this.#parts
    // The adopted must find the worker as they left it.
    if (isForgotten && this.#claims !== undefined)
      await api.workers
        .unregister({ worker: this.name }, { signal: AbortSignal.timeout(5000), patienceSeconds: 0 })
        .catch((error: unknown) => emit({ kind: 'problem', what: 'Taking leave of the server', error }))
    this.#parts.leases.close()
    this.#supervisor[Symbol.dispose]()
    await this.#parts.executor[Symbol.asyncDispose]()
    await this.#folder[Symbol.asyncDispose]()
  }

  #detachAll(): void {
    for (const attempt of this.#attempts.values()) attempt.detach()
  }

  /** A lease was granted: its place is taken and it begins; without a place it goes back. */
  #take({ code, ...lease }: GrantedLease): void {
    const { attempt, slot } = lease
    this.#parts.emit({ kind: 'claimed', lease })
    const hasPlace = slot === null ? this.#light.admit(attempt) : this.#slots.take(slot, attempt)
    if (hasPlace) this.#watch(Attempt.begin(this.#parts, lease, code))
    else this.#awaitBeforeEnd(handBack(this.#parts, lease))
  }

  #adopt(lease: Lease): void {
    if (lease.slot === null) this.#light.adopt(lease.attempt)
    else this.#slots.adopt(lease.slot, lease.attempt)
    this.#parts.leases.adopt(lease.attempt)
    this.#parts.emit({ kind: 'adopted', lease })
    this.#watch(Attempt.adopt(this.#parts, lease))
  }

  #watch(attempt: Attempt): void {
    this.#attempts.set(attempt.lease.attempt, attempt)
    this.#orders?.changed()
    void attempt.done.then(() => {
      const { lease } = attempt
      this.#attempts.delete(lease.attempt)
      this.#parts.leases.forget(lease.attempt)
      this.#orders?.changed()
      // Not before the server knows of the end: in its eyes too, a slot holds one task at a time.
      if (lease.slot === null) this.#light.leave(lease.attempt)
      else this.#slots.free(lease.slot, lease.attempt)
      this.#claims?.pump()
    })
    this.#awaitBeforeEnd(attempt.settled)
  }

  #tell(attempt: string, kind: 'paused' | 'resumed'): void {
    const lease = this.#attempts.get(attempt)?.lease
    if (lease !== undefined) this.#parts.emit({ kind, lease })
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

  /** It waits for a task that needs its slot: the slot is offered again, and it goes on beside. */
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
    const observed = work.catch((error: unknown) => this.#parts.emit({ kind: 'problem', what: 'The agent stumbled', error }))
    this.#pending.add(observed)
    void observed.then(() => this.#pending.delete(observed))
  }

  #inBackground(api: Api, claims: Claims, boot: string): void {
    const { cache, emit } = this.#parts
    const signal = this.#over.signal
    const inUse = (): ReadonlySet<string> => new Set([...this.#attempts.values()].flatMap(({ environment }) => environment ?? []))
    const onProblem = (what: string, error: unknown): void => emit({ kind: 'problem', what, error })
    this.#orders = new Orders(
      {
        api,
        agent: this.name,
        boot,
        held: () => this.#held(),
        leases: this.#parts.leases,
        onStop: (order) => this.#order(order),
        onRelease: (attempt) => this.#release(attempt),
        onProblem,
      },
      signal,
    )
    this.#awaitBeforeEnd(this.#orders.listen())
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
