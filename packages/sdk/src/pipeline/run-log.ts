import type { Launch, Launched, RequestOf, runs } from '@clearway/contract'
import { type Command, engineVersion, newRun, RefusedEvent, type RunEvent, type RunState, step } from '@clearway/engine'
import { randomUUID } from 'node:crypto'
import { isApiError } from '../api-error.ts'
import type { Api } from '../client.ts'
import { backOffMs, pause } from '../client/pause.ts'

/** Another process drives this run: whoever gets this must stop acting for it. */
export class TakenOver extends Error {
  override readonly name = 'TakenOver'

  constructor(run: string, cause?: unknown) {
    super(`Another process drives run ${run} now; this one stops.`, { cause })
  }
}

type Stored = Readonly<Record<string, unknown>>

/** What events lead to. */
export interface Advance {
  readonly state: RunState
  /** What has to be done because of them. */
  readonly commands: readonly Command[]
  /** The steps that changed. */
  readonly touched: ReadonlySet<string>
  /** What is to be stored: events that tell nothing new are left out. */
  readonly news: readonly Stored[]
}

/** A run's events on the server, which decide what has happened: nothing is done before it is written there. */
export class RunLog {
  readonly #api: Api
  readonly #run: string
  /** Written into each event, so that an append whose answer was lost is known again. */
  readonly #writer = randomUUID()
  #seq = 0
  state: RunState = newRun

  private constructor(api: Api, run: string) {
    this.#api = api
    this.#run = run
  }

  /** Reads what is stored and replays it. */
  static async open(api: Api, run: string): Promise<RunLog> {
    const log = new RunLog(api, run)
    for (;;) {
      const { seq, events, engine_version } = await api.runs.get({ run, after: log.#seq })
      if (seq > 0 && engine_version > engineVersion)
        throw new Error(
          `Run ${run} was begun by a newer Clearway (engine ${engine_version}, here ${engineVersion}). Update this one, or reset the run.`,
        )
      for (const { event } of events) log.state = step(log.state, event as RunEvent).state
      log.#seq = events.at(-1)?.seq ?? seq
      if (log.#seq >= seq) return log
    }
  }

  /** What events would lead to. Nothing counts before it is stored. */
  foresee(events: readonly RunEvent[]): Advance {
    let { state } = this
    const [news, commands, touched]: [Stored[], Command[], Set<string>] = [[], [], new Set()]
    for (const event of events) {
      const dated = { ...event, at: event.at ?? Date.now() }
      const [accepted, reduction] = reduce(state, dated)
      if (reduction.state === state) continue
      state = reduction.state
      news.push({ ...accepted, by: this.#writer })
      commands.push(...reduction.commands)
      for (const name of reduction.touched) touched.add(name)
    }
    return { state, commands, touched, news }
  }

  /**
   * Stores what was foreseen and, in the same transaction, starts the steps that follow from it. Gives what became of those; nothing of them where one
   * was refused, or the answer was lost: they are then to be started one by one.
   */
  async append({ state, news }: Advance, launches: readonly Launch[]): Promise<readonly Launched[]> {
    if (news.length === 0) return []
    const launched = launches.length === 0 ? undefined : await this.#storeWith(news, launches)
    if (launched === undefined) this.#seq = await this.#store(news)
    this.state = state
    return launched ?? []
  }

  async #storeWith(events: readonly Stored[], launch: readonly Launch[]): Promise<readonly Launched[] | undefined> {
    try {
      const { seq, launched } = await this.#api.runs.append({ ...this.#request(events), launch: [...launch] })
      this.#seq = seq
      return launched
    } catch (error) {
      // What is wrong, or whether it went through after all, shows when each is tried for itself.
      if (isApiError(error)) return undefined
      throw error
    }
  }

  #request(events: readonly Stored[]): RequestOf<typeof runs.append> {
    return { run: this.#run, expected_seq: this.#seq, engine_version: engineVersion, events: [...events] }
  }

  /** Tries again while the server is away. An append may have gone through although its answer did not: the log itself says so. */
  async #store(events: readonly Stored[]): Promise<number> {
    const until = performance.now() + outageMs
    for (let attempt = 1; ; attempt += 1) {
      try {
        return (await this.#api.runs.append(this.#request(events))).seq
      } catch (error) {
        if (isApiError(error, 'attempt_ended')) throw new TakenOver(this.#run, error)
        const isConflict = isApiError(error, 'run_conflict')
        if (!isConflict && !isApiError(error, 'unreachable', 'no_answer', 'unavailable')) throw error
        const mine = await this.#findMine(events.length, performance.now() < until)
        if (mine !== undefined) return mine
        if (isConflict) throw new TakenOver(this.#run, error)
        if (performance.now() > until) throw error
        await pause(backOffMs(attempt))
      }
    }
  }

  /** Where our last append ended, if it went through. */
  async #findMine(count: number, isPatient: boolean): Promise<number | undefined> {
    try {
      const { events } = await this.#api.runs.get({ run: this.#run, after: this.#seq })
      if (events.length === 0) return undefined
      if (events.length !== count || events.some(({ event }) => event['by'] !== this.#writer)) throw new TakenOver(this.#run)
      return events.at(-1)?.seq
    } catch (error) {
      if (isPatient && isApiError(error, 'unreachable', 'no_answer', 'unavailable')) return undefined
      throw error
    }
  }
}

/** How long a run outlives a server that is away. */
const outageMs = 60 * 60_000

/** An event that the engine refuses is the failure of its step; one that concerns the whole run is an error of ours. */
function reduce(state: RunState, event: RunEvent): [RunEvent, ReturnType<typeof step>] {
  try {
    return [event, step(state, event)]
  } catch (error) {
    if (!(error instanceof RefusedEvent) || event.type !== 'step_expanded') throw error
    const failed: RunEvent = {
      type: 'launch_failed',
      step: event.step,
      reason: error.message,
      ...(event.at === undefined ? {} : { at: event.at }),
    }
    return [failed, step(state, failed)]
  }
}
