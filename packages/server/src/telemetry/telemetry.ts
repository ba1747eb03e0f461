import type { TextMatch } from '../queries/pattern.ts'
import type { Scope } from '../scope.ts'
import type { CallingAttempt } from '../caller.ts'
import type { MetricEffect, TaskEffect } from '../db/tables/effects.ts'

/** Who sends a batch. It decides under which attempt the events are stored, and whether they may still change the task. */
export interface BatchSource {
  readonly worker: string
  readonly user: string
  /** The attempt whose credential the caller uses. */
  readonly attempt?: Pick<CallingAttempt, 'id' | 'number' | 'task' | 'live' | 'confined'>
  /** Whether the events are those of another server. */
  readonly isImport?: boolean
}

export interface AddedBatch {
  readonly added: number
  readonly errors: number
  readonly errorsInfo: Readonly<Record<string, number>>
  readonly effects: readonly TaskEffect[]
}

/** Identifies a batch, so that a repeated call stores nothing twice. */
export interface BatchKey {
  readonly key: string
  /** Whether a stored batch of the same key belongs to another call, and is therefore replaced. */
  readonly replaces: boolean
}
/** Batches by their keys, or all that were stored before a time (milliseconds since the epoch). */
export type BatchKeys = { readonly keys: readonly string[] } | { readonly createdBefore: number }

type Event = Readonly<Record<string, unknown>>

/**
 * Stores and reads logs, scalars, plots and samples, in a separate database served by a separate thread, so that heavy metrics never delay queues.
 */
export interface Telemetry extends AsyncDisposable {
  /** Whether a call is answered soon, because the thread has nothing else to do. */
  readonly isIdle: () => boolean
  /**
   * Stores the events of an unparsed batch. The bytes are transferred: do not use them afterwards. With a key the batch is stored once: a repeat
   * stores nothing and gets the first answer, until `deleteBatchRecords`. Refuses with `empty_batch`, `no_events_added` or `invalid_request`.
   */
  readonly addBatch: (scope: Scope, lines: Uint8Array, source: BatchSource, key?: BatchKey) => Promise<AddedBatch>
  /** Deletes the records of batches, over all companies. Their keys can be used for new batches. */
  readonly deleteBatchRecords: (which: BatchKeys) => Promise<void>
  readonly taskEvents: (
    scope: Scope,
    query: TaskEventsQuery,
  ) => Promise<{ events: Event[]; returned: number; total: number; scroll_id?: string }>
  readonly taskLog: (scope: Scope, query: TaskLogQuery) => Promise<{ events: Event[]; returned: number; total: number; last?: number }>
  readonly searchLog: (scope: Scope, query: LogSearchQuery) => Promise<LogSearch>
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
  readonly histograms: (scope: Scope, query: HistogramsQuery) => Promise<TaskCurve[]>
  readonly followScalars: (scope: Scope, query: FollowScalarsQuery) => Promise<FollowedScalars>
  readonly metricNames: (scope: Scope, query: MetricNamesQuery) => Promise<MetricName[]>
  readonly rawPoints: (scope: Scope, query: RawPointsQuery) => Promise<RawPoints>
  readonly latestValues: (scope: Scope, task: string) => Promise<LatestValue[]>
  readonly vectors: (scope: Scope, query: VectorsQuery) => Promise<{ iterations: number[]; vectors: unknown[][] }>
  /** Debug images or plots, by iteration. */
  readonly samplePages: (
    scope: Scope,
    query: SamplePagesQuery,
  ) => Promise<{ metrics: { task: string; iterations: { iter: number; events: Event[] }[] }[]; scroll_id: string }>
  readonly firstSample: (scope: Scope, query: SampleFirst) => Promise<ShownSample>
  readonly nextSample: (scope: Scope, query: SampleNext) => Promise<ShownSample>
  /** Deletes lines of a task's log. Answers how many. */
  readonly clearLog: (scope: Scope, task: string, before?: number) => Promise<number>
  /**
   * Carries out the removals that the control database has scheduled for these tasks or models (default: for all). Call it by
   * `removeScheduledEvents` or `removeEventsNow`.
   */
  readonly remove: (owners?: readonly string[]) => Promise<Removed>
}

export interface Removed {
  /** The removals that have been carried out, by this call or an earlier one. */
  readonly removals: readonly string[]
  readonly events: number
  /** The addresses of the debug images that were removed, by the task that had reported them. Empty unless tasks were named. */
  readonly images: ReadonlyMap<string, readonly string[]>
}

export interface MetricChoice {
  readonly metric?: string | undefined
  readonly variants?: readonly string[] | undefined
}
export interface TaskEventsQuery {
  /** Not required when a scroll is continued. */
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
  /** Whether all lines are counted. Default: true. */
  readonly isCounted?: boolean
}
export interface LogSearchQuery {
  /** In the order in which they are searched. */
  readonly tasks: readonly string[]
  readonly match?: TextMatch | undefined
  /** Whether only lines that name errors are found. */
  readonly errors: boolean
  readonly levels?: readonly string[] | undefined
  readonly attempt?: number | undefined
  /** Whether each text is answered once. */
  readonly distinct: boolean
  readonly limit: number
  /** How many lines before and after each are answered. */
  readonly around: number
}
export interface FoundLine {
  readonly task: string
  readonly attempt: number
  readonly seq: number
  readonly line: number
  readonly timestamp: number
  readonly level: string
  readonly text: string
  readonly count: number
  readonly before?: string[]
  readonly after?: string[]
}
export interface LogSearch {
  readonly lines: FoundLine[]
  readonly total: number
  readonly distinct: number
  readonly complete: boolean
}
export interface PlotsQuery {
  readonly tasks: readonly string[]
  /** How many iterations of each metric and variant to return. */
  readonly iters: number
  /** Whether everything is returned in one answer. */
  readonly noScroll?: boolean | undefined
  readonly metrics?: readonly MetricChoice[] | undefined
  readonly scrollId?: string | undefined
}
export interface HistogramsQuery {
  readonly tasks: readonly string[]
  /** What the x axis is. */
  readonly key: 'iter' | 'timestamp' | 'iso_time'
  /** The most points of a curve. */
  readonly samples: number
  readonly metrics?: readonly MetricChoice[] | undefined
}
export interface HistogramQuery extends Omit<HistogramsQuery, 'tasks'> {
  readonly task: string
}
export interface TaskCurve {
  readonly task: string
  readonly metric: string
  readonly variant: string
  readonly x: (number | string)[]
  readonly y: (number | string | null)[]
}
export interface FollowScalarsQuery {
  readonly tasks: readonly string[]
  readonly metrics?: readonly MetricChoice[] | undefined
  /** The most points of a curve; two or more. */
  readonly samples: number
  /** The cursor of an earlier answer. */
  readonly after?: string | undefined
}
export interface FollowedCurve {
  readonly task: string
  readonly metric: string
  readonly variant: string
  readonly fresh: boolean
  readonly iter: number[]
  readonly timestamp: number[]
  readonly value: (number | string | null)[]
}
export interface FollowedScalars {
  readonly fresh: boolean
  readonly curves: FollowedCurve[]
  readonly after: string
}
export interface MetricNamesQuery {
  readonly tasks: readonly string[]
  /** Default: all types. */
  readonly eventType?: string | undefined
}
export interface MetricName {
  readonly task: string
  readonly metric: string
  readonly variant: string
}
export interface RawPointsQuery {
  readonly task: string
  readonly metric: string
  readonly variants?: readonly string[] | undefined
  /** What the x axis is. */
  readonly key: 'iter' | 'timestamp' | 'iso_time'
  /** Default: that of the scroll, else 10,000. */
  readonly batchSize: number | undefined
  readonly countTotal: boolean
  readonly scrollId?: string | undefined
}
export interface RawPoints {
  readonly variants: Record<string, Record<string, (number | string | null)[]>>
  readonly returned: number
  readonly total?: number
  readonly scroll_id: string
}
export interface LatestValue {
  readonly metric: string
  readonly variant: string
  readonly last: number | string | null
  /** The mean of the last hundred finite values; null if there is none. */
  readonly mean: number | null
  /** When the last value was reported, in milliseconds. */
  readonly at: number
}
export interface VectorsQuery {
  readonly task: string
  readonly metric: string
  readonly variant: string
}
export interface SamplePagesQuery {
  readonly table: 'image' | 'plot'
  readonly metrics: readonly {
    readonly task: string
    readonly metric?: string | undefined
    readonly variants?: readonly string[] | undefined
  }[]
  readonly iters: number
  readonly navigateEarlier: boolean
  /** Whether the page begins at the latest iterations again. */
  readonly refresh?: boolean | undefined
  readonly scrollId?: string | undefined
}
export interface SampleFirst {
  readonly table: SamplePagesQuery['table']
  readonly task: string
  readonly metric: string
  readonly variant?: string | undefined
  /** Default: the latest. */
  readonly iteration?: number | undefined
  /** Whether later steps stay within the metric. */
  readonly inMetric: boolean
}
export interface SampleNext {
  readonly table: SamplePagesQuery['table']
  readonly task: string
  readonly scrollId: string
  readonly earlier: boolean
  /** Whether the step leads to another iteration. */
  readonly iteration: boolean
}
export interface ShownSample {
  readonly events: Event[]
  /** The range of iterations of the metric and variant that is shown; null if there is none. */
  readonly min_iteration: number | null
  readonly max_iteration: number | null
  readonly scroll_id: string
}
export type { MetricEffect, TaskEffect }
