import type { Launch, RequestOf, ResponseOf, runs } from '@clearway/contract'
import {
  advance,
  type Advance,
  type Command,
  engineVersion,
  type LaunchCommand,
  type LaunchedTask,
  newRun,
  replay,
  type RunEvent,
  type RunState,
  versionNeeded,
} from '@clearway/engine'
import { randomUUID } from 'node:crypto'
import { isApiError, isServerAway } from '../api-error.ts'
import type { Api } from '../client.ts'
import { backOffMs } from '@clearway/contract/back-off'
import { retry } from '../client/retry.ts'
import { RunChanged } from './run-changed.ts'
import { TakenOver } from './taken-over.ts'

/** How long a run waits for a server that is away. */
const outageMs = 60 * 60_000

type StoredEntry = ResponseOf<typeof runs.get>['events'][number]
type StoredEvent = RunEvent & { readonly by: string }

/** A launch that is made in the transaction that stores the events it follows from. */
export interface PlannedLaunch {
  readonly command: LaunchCommand
  readonly launch: Launch
}

/** A run's events on the server. They alone decide what has happened: nothing is done because of an event before it is stored. */
export class RunLog {
  readonly #api: Api
  readonly #run: string
  /** Stored in each event, so that this process recognizes an append whose answer was lost. */
  readonly #writer = randomUUID()
  #seq = 0
  state: RunState = newRun

  /** The number of the last event that is known here. */
  get seq(): number {
    return this.#seq
  }

  private constructor(api: Api, run: string) {
    this.#api = api
    this.#run = run
  }

  /** Reads the stored events and replays them. */
  static async open(api: Api, run: string): Promise<RunLog> {
    const log = new RunLog(api, run)
    for (;;) {
      const { seq, events, engine_version } = await api.runs.get({ run, after: log.#seq })
      if (seq > 0 && engine_version > engineVersion)
        throw new Error(
          `Run ${run} was begun by a newer Clearway (engine ${engine_version}, here ${engineVersion}). Update this one, or reset the run.`,
        )
      log.state = replay(
        events.map(({ event }) => event as RunEvent),
        log.state,
      )
      log.#seq = events.at(-1)?.seq ?? seq
      if (log.#seq >= seq) return log
    }
  }

  /** What these events would lead to if they were stored. */
  preview(events: readonly RunEvent[]): Advance {
    return advance(
      this.state,
      events.map((event) => ({ ...event, at: event.at ?? Date.now() })),
    )
  }

  /**
   * Stores previewed events, by compare-and-set, and makes launches that follow from them in the same transaction. Gives the launched tasks: of all
   * launches, or of none where one was refused or the answer was lost; those launches are then to be made one by one.
   */
  async append({ state, events }: Advance, launches: readonly PlannedLaunch[]): Promise<ReadonlyMap<Command, LaunchedTask>> {
    if (events.length === 0) return new Map()
    const entries = events.map((event): StoredEvent => ({ ...event, by: this.#writer }))
    const launched = launches.length === 0 ? undefined : await this.#storeWithLaunches(entries, launches)
    if (launched === undefined) this.#seq = await this.#store(entries)
    this.state = state
    return launched ?? new Map()
  }

  async #storeWithLaunches(
    entries: readonly StoredEvent[],
    launches: readonly PlannedLaunch[],
  ): Promise<ReadonlyMap<Command, LaunchedTask> | undefined> {
    try {
      const request = { ...this.#request(entries), launch: launches.map(({ launch }) => launch) }
      const { seq, launched } = await this.#api.runs.append(request)
      this.#seq = seq
      return new Map(launched.flatMap((task, at) => (launches[at] === undefined ? [] : [[launches[at].command, task]])))
    } catch (error) {
      // Storing the events alone shows whether this append went through; each launch, made by itself, shows what is wrong with it.
      if (isApiError(error)) return undefined
      throw error
    }
  }

  #request(entries: readonly StoredEvent[]): RequestOf<typeof runs.append> {
    return {
      run: this.#run,
      expected_seq: this.#seq,
      engine_version: versionNeeded(entries),
      events: entries.map((entry) => ({ ...entry })),
    }
  }

  /** Stores events, trying again while the server is away. */
  async #store(entries: readonly StoredEvent[]): Promise<number> {
    const until = performance.now() + outageMs
    return retry(() => this.#storeOnce(entries), {
      delayMs: (error, attempt) => (isServerAway(error) && performance.now() < until ? backOffMs(attempt) : undefined),
    })
  }

  /**
   * Takes in what somebody has asked of the run meanwhile. Gives what the host has to do because of it; undefined if nothing is new. Throws `TakenOver` if
   * another process has written.
   */
  async sync(): Promise<Advance | undefined> {
    const events = await this.#newEvents()
    return events.length === 0 ? undefined : this.#takeIn(events)
  }

  /** Stores events once. An append whose answer was lost may have gone through, so after a failure the log is read for it. */
  async #storeOnce(entries: readonly StoredEvent[]): Promise<number> {
    try {
      return (await this.#api.runs.append(this.#request(entries))).seq
    } catch (error) {
      if (isApiError(error, 'attempt_ended')) throw new TakenOver(this.#run, error)
      const isConflict = isApiError(error, 'run_conflict')
      if (!isConflict && !isServerAway(error)) throw error
      const ownSeq = await this.#findOwnAppend(entries.length)
      if (ownSeq !== undefined) return ownSeq
      throw isConflict ? new TakenOver(this.#run, error) : error
    }
  }

  /** The events that are stored and not known here. */
  async #newEvents(): Promise<ResponseOf<typeof runs.get>['events']> {
    const all: ResponseOf<typeof runs.get>['events'] = []
    for (;;) {
      const { seq, events } = await this.#api.runs.get({ run: this.#run, after: all.at(-1)?.seq ?? this.#seq })
      all.push(...events)
      const last = events.at(-1)
      if (last === undefined || last.seq >= seq) return all
    }
  }

  /**
   * The sequence number at which this process's last append ended, if it went through. Throws `RunChanged` if instead only requests of people were
   * appended, which then are taken in.
   */
  async #findOwnAppend(count: number): Promise<number | undefined> {
    const events = await this.#newEvents()
    if (events.length === 0) return undefined
    const own = events.slice(0, count)
    // What was asked for after this append is taken in by the next one, or by `sync`.
    if (own.length === count && own.every(({ event }) => event['by'] === this.#writer)) return own.at(-1)?.seq
    throw new RunChanged(this.#takeIn(events))
  }

  #takeIn(events: readonly StoredEntry[]): Advance {
    if (events.some(({ event }) => event['asked_by'] === undefined)) throw new TakenOver(this.#run)
    const change = advance(
      this.state,
      events.map(({ event }) => event as RunEvent),
    )
    this.state = change.state
    this.#seq = events.at(-1)?.seq ?? this.#seq
    return change
  }
}
