import type { Scope } from '../scope.ts'
import type { CallingAttempt } from '../caller.ts'
import type { MetricEffect, TaskEffect } from '../db/tables/effects.ts'

/** Whose batch it is: decides which attempt its events are kept under, and whether they may still change the task. */
export interface BatchSource {
  readonly worker: string
  readonly user: string
  /** The caller's own attempt, by its credential. */
  readonly attempt?: Pick<CallingAttempt, 'id' | 'number' | 'task' | 'live' | 'confined'>
}

export interface AddedBatch {
  readonly added: number
  readonly errors: number
  readonly errorsInfo: Readonly<Record<string, number>>
  readonly effects: readonly TaskEffect[]
}

/** By what a batch that comes again is known. */
export interface BatchKey {
  readonly key: string
  /** An earlier batch of this key was another call's. */
  readonly replaces: boolean
}
/** These, or all that are older than this time (milliseconds since the epoch). */
export type BatchKeys = { readonly keys: readonly string[] } | { readonly createdBefore: number }

type Event = Readonly<Record<string, unknown>>

/** Logs, scalars, plots and samples: a database of their own, served by a thread of its own, so that heavy metrics never hold up queues. */
export interface Telemetry extends AsyncDisposable {
  /**
   * The bytes are handed over unparsed: do not use them afterwards. With a key it happens once: sent again, it keeps nothing and answers what
   * the first one did, until `forgetBatches`. Refuses with `empty_batch`, `no_events_added` or `invalid_request`.
   */
  readonly addBatch: (scope: Scope, lines: Uint8Array, source: BatchSource, receipt?: BatchKey) => Promise<AddedBatch>
  /** Of every company. The keys are free for other batches. */
  readonly forgetBatches: (which: BatchKeys) => Promise<void>
  readonly taskEvents: (
    scope: Scope,
    query: TaskEventsQuery,
  ) => Promise<{ events: Event[]; returned: number; total: number; scroll_id?: string }>
  readonly taskLog: (scope: Scope, query: TaskLogQuery) => Promise<{ events: Event[]; returned: number; total: number; last?: number }>
  readonly plots: (scope: Scope, query: PlotsQuery) => Promise<{ plots: Event[]; returned: number; total: number; scroll_id?: string }>
  readonly histogram: (
    scope: Scope,
    query: HistogramQuery,
  ) => Promise<Record<string, Record<string, { name: string; x: unknown[]; y: (number | string | null)[] }>>>
  readonly singleValues: (
    scope: Scope,
    tasks: readonly string[],
    metrics?: readonly MetricChoice[],
  ) => Promise<ReadonlyMap<string, Event[]>>
  readonly debugImages: (
    scope: Scope,
    query: ImagesQuery,
  ) => Promise<{ metrics: { task: string; iterations: { iter: number; events: Event[] }[] }[]; scroll_id: string }>
  /** Carries out the removals that the control database has scheduled for these tasks or models, or for all: call `removeScheduledEvents`. */
  readonly remove: (owners?: readonly string[]) => Promise<Removed>
}

export interface Removed {
  /** Those that are carried out, now or before. */
  readonly removals: readonly string[]
  readonly events: number
}

export interface MetricChoice {
  readonly metric?: string | undefined
  readonly variants?: readonly string[] | undefined
}
export interface TaskEventsQuery {
  /** May be left out where a scroll goes on. */
  readonly task?: string | undefined
  readonly eventType?: string | undefined
  readonly metrics?: readonly MetricChoice[] | undefined
  readonly order: 'asc' | 'desc'
  readonly batchSize: number
  readonly scrollId?: string | undefined
}
export interface TaskLogQuery {
  readonly task: string
  readonly order: 'asc' | 'desc'
  readonly fromTimestamp?: number | undefined
  readonly navigateEarlier: boolean
  readonly batchSize: number
  readonly attempt?: number | undefined
  readonly after?: number | undefined
}
export interface PlotsQuery {
  readonly task: string
  /** Of each metric and variant. */
  readonly iters: number
  /** All in one answer. */
  readonly noScroll?: boolean | undefined
  readonly metrics?: readonly MetricChoice[] | undefined
  readonly scrollId?: string | undefined
}
export interface HistogramQuery {
  readonly task: string
  readonly key: 'iter' | 'timestamp' | 'iso_time'
  readonly samples: number
  readonly metrics?: readonly MetricChoice[] | undefined
}
export interface ImagesQuery {
  readonly metrics: readonly {
    readonly task: string
    readonly metric?: string | undefined
    readonly variants?: readonly string[] | undefined
  }[]
  readonly iters: number
  readonly navigateEarlier: boolean
  readonly scrollId?: string | undefined
}
export type { MetricEffect, TaskEffect }
