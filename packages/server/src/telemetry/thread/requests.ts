import type { ErrorCode } from '@clearway/contract'
import type { AddBatchInput } from '../ingest/add-batch.ts'
import type { ClearLog } from '../removal/clear-log.ts'
import type {
  BatchKeys,
  Telemetry,
  FollowScalarsQuery,
  HistogramQuery,
  HistogramsQuery,
  LogSearchQuery,
  MetricChoice,
  MetricNamesQuery,
  PlotsQuery,
  RawPointsQuery,
  SampleFirst,
  SampleNext,
  SamplePagesQuery,
  TaskEventsQuery,
  TaskLogQuery,
  VectorsQuery,
} from '../telemetry.ts'

/** The locations of the databases that the thread opens. */
export interface ThreadSettings {
  /** The folder of `events.db`, or the URL of the PostgreSQL database with the schema `telemetry`. */
  readonly store: { readonly data: string } | { readonly postgres: string }
  /** A path or a URL. */
  readonly controlDatabase: string
  /** Shared memory that becomes 1 when the thread may open the databases, or -1 if it never may. Default: it may at once. */
  readonly gate?: Int32Array<SharedArrayBuffer> | undefined
}

interface Read<Query> {
  readonly company: string
  readonly query: Query
}
/** The input of each verb as it is sent to the thread: without the scope's connection and clock, which cannot be cloned. */
export interface Inputs {
  readonly addBatch: AddBatchInput
  readonly deleteBatchRecords: BatchKeys
  readonly taskEvents: Read<TaskEventsQuery>
  readonly taskLog: Read<TaskLogQuery>
  readonly searchLog: Read<LogSearchQuery>
  readonly plots: Read<PlotsQuery>
  readonly histogram: Read<HistogramQuery>
  readonly singleValues: Read<{ readonly tasks: readonly string[]; readonly metrics: readonly MetricChoice[] | undefined }>
  readonly histograms: Read<HistogramsQuery>
  readonly followScalars: Read<FollowScalarsQuery>
  readonly metricNames: Read<MetricNamesQuery>
  readonly rawPoints: Read<RawPointsQuery>
  readonly latestValues: Read<string>
  readonly vectors: Read<VectorsQuery>
  readonly samplePages: Read<SamplePagesQuery>
  readonly firstSample: Read<SampleFirst>
  readonly nextSample: Read<SampleNext>
  readonly clearLog: ClearLog
  readonly remove: { readonly owners: readonly string[] | undefined }
}
export type Verb = keyof Inputs
export type Answer<V extends Verb> = Awaited<ReturnType<Telemetry[V]>>

export type Request = { readonly [V in Verb]: { readonly verb: V; readonly input: Inputs[V] } }[Verb]

/** A refusal of the thread, as the properties of the error that crosses from it. */
export interface SentRefusal {
  readonly refused: ErrorCode
  readonly details: Readonly<Record<string, unknown>>
}
