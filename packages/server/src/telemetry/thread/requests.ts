import type { ErrorCode } from '@clearway/contract'
import type { AddBatchInput } from '../ingest/add-batch.ts'
import type {
  BatchKeys,
  Telemetry,
  HistogramQuery,
  ImagesQuery,
  MetricChoice,
  PlotsQuery,
  TaskEventsQuery,
  TaskLogQuery,
} from '../telemetry.ts'

/** Where the thread finds its databases. */
export interface ThreadSettings {
  /** A folder for `events.db`, or the PostgreSQL database in which the schema `telemetry` lies. */
  readonly store: { readonly data: string } | { readonly postgres: string }
  /** Path or URL. */
  readonly controlDatabase: string
}

interface Read<Query> {
  readonly company: string
  readonly query: Query
}
/** What crosses to the thread, verb by verb. The scope's connection and clock stay behind. */
export interface Inputs {
  readonly addBatch: AddBatchInput
  readonly forgetBatches: BatchKeys
  readonly taskEvents: Read<TaskEventsQuery>
  readonly taskLog: Read<TaskLogQuery>
  readonly plots: Read<PlotsQuery>
  readonly histogram: Read<HistogramQuery>
  readonly singleValues: Read<{ readonly tasks: readonly string[]; readonly metrics: readonly MetricChoice[] | undefined }>
  readonly debugImages: Read<ImagesQuery>
  readonly remove: { readonly owners: readonly string[] | undefined }
}
export type Verb = keyof Inputs
export type Answer<V extends Verb> = Awaited<ReturnType<Telemetry[V]>>

export type Request =
  | { readonly [V in Verb]: { readonly id: number; readonly verb: V; readonly input: Inputs[V] } }[Verb]
  | { readonly close: true }

export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly refused: ErrorCode; readonly details: Readonly<Record<string, unknown>> }
  /** As text: an error may hold what cannot cross. */
  | { readonly id: number; readonly failed: string; readonly stack: string | undefined }
  /** Open, and ready to work. */
  | { readonly ready: true }
