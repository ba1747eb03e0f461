import type { Generated } from 'kysely'
import type { Millis } from '../db/schema.ts'

/** One metric and variant of one attempt, and the summary of its finite values. */
export interface SeriesTable {
  id: Generated<number>
  company: string
  /** A task's id, or a model's. */
  task: string
  attempt: number
  metric: string
  variant: string
  min: number | null
  min_iter: number | null
  max: number | null
  max_iter: number | null
  first: number | null
  first_iter: number | null
  sum: number
  count: number
  last: number | null
  last_iter: number | null
  last_ts: Millis | null
  x_axis_label: string | null
}

export interface PointTable {
  series: number
  iter: number
  ts: Millis
  /** Null where `kind` says that it is not finite. */
  value: number | null
  kind: number
}

export interface LogTable {
  task: string
  /** Rises by one with each line of a task, over all its attempts. */
  seq: number
  company: string
  attempt: number
  ts: Millis
  level: string
  worker: string
  msg: string
}

/** The last `seq` given out for a task. Outlives its lines, so that whoever follows a log misses none after a reset. */
export interface LogHeadTable {
  task: string
  company: string
  seq: number
}

export interface SampleTable<Body> {
  company: string
  task: string
  attempt: number
  metric: string
  variant: string
  iter: number
  key: string
  ts: Millis
  worker: string
  body: Body
}

/** What a batch did, from the transaction that kept it until its call's own receipt is forgotten. */
export interface BatchReceiptTable {
  key: string
  company: string
  /** An `AddedBatch`, by `v8.serialize`: its sums may be infinite, which JSON cannot say. */
  answer: Uint8Array
  created: Millis
}

/** A removal of the control database that was carried out here. Goes when it is forgotten there. */
export interface RemovalDoneTable {
  id: string
  company: string
}

export interface TelemetryTables {
  series: SeriesTable
  point: PointTable
  log: LogTable
  log_head: LogHeadTable
  batch_receipt: BatchReceiptTable
  removal_done: RemovalDoneTable
  /** Body: the figure's JSON, compressed. */
  plot: SampleTable<Uint8Array>
  /** Body: the address. */
  image: SampleTable<string>
  /** Body: the values as JSON. */
  vector: SampleTable<string>
}
