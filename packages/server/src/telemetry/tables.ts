import type { Generated } from 'kysely'
import type { Millis } from '../db/schema.ts'

/** One metric and variant of one attempt, with the summary of its finite values. */
export interface SeriesTable {
  id: Generated<number>
  company: string
  /** The id of a task or a model. */
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
  /** How many points were written, those that replaced one of the same iteration included. */
  written: Generated<number>
}

export interface PointTable {
  series: number
  iter: number
  ts: Millis
  /** Null if the value is not finite; `kind` is then which it is. */
  value: number | null
  kind: number
}

export interface LogTable {
  task: string
  /** The sequence number of the line in its task, counted over all attempts. */
  seq: number
  company: string
  attempt: number
  ts: Millis
  level: string
  worker: string
  msg: string
}

/**
 * The last `seq` of a task's log. The row stays when the lines are deleted, so that a reader who follows the log misses no line after a reset; it goes
 * with the task.
 */
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

/** The answer to a stored batch, for when the batch is sent again. Stored until the call's own idempotency record is deleted. */
export interface BatchRecordTable {
  key: string
  company: string
  /** An `AddedBatch` as `v8.serialize` writes it, because its sums may be infinite, which JSON cannot hold. */
  answer: Uint8Array
  created: Millis
}

/** Up to which byte an attempt's output is stored, for when its agent sends lines again. Deleted an hour after its last batch. */
export interface OutputOffsetTable {
  /** The attempt's id. */
  attempt: string
  company: string
  reached: number
  /** What `reached` was before the last batch. */
  earlier: number
  created: Millis
}

/** A removal of the control database that was carried out here. Deleted once its schedule is deleted there. */
export interface RemovalDoneTable {
  id: string
  company: string
}

export interface TelemetryTables {
  series: SeriesTable
  point: PointTable
  log: LogTable
  log_head: LogHeadTable
  batch_record: BatchRecordTable
  output_offset: OutputOffsetTable
  removal_done: RemovalDoneTable
  /** Its body is the figure's JSON, compressed. */
  plot: SampleTable<Uint8Array>
  /** Its body is the image's URL. */
  image: SampleTable<string>
  /** Its body is the values as JSON. */
  vector: SampleTable<string>
}
