import type { Kysely } from 'kysely'
import type { EntityBatch } from '../ingest/entity-batch.ts'
import type { BatchKeys } from '../telemetry.ts'
import type { TelemetryTables } from '../tables.ts'

/** The events of a batch for one task or model, with the attempt under which they are stored. */
export interface EntityWrite {
  readonly task: string
  readonly attempt: number
  readonly batch: EntityBatch
}

/** The record of a batch, stored with it, by which a repeated call is recognized. */
export interface BatchRecord {
  readonly key: string
  readonly answer: Uint8Array
  /** Whether a stored record of the same key belongs to another call, and is therefore replaced. */
  readonly replaces: boolean
}

/** The lines of an attempt's output in a batch. Only lines that end after the stored part of the output are written. */
export interface OutputWrite {
  /** The attempt's id. */
  readonly attempt: string
  readonly batch: EntityBatch
  /** Where the last line ends in the output, in bytes. */
  readonly reached: number
}

export interface BatchWrite {
  readonly company: string
  /** Milliseconds since the epoch. */
  readonly created: number
  readonly batches: readonly EntityWrite[]
  readonly record?: BatchRecord | undefined
  readonly output?: OutputWrite | undefined
}

/** The database of events. Reads are the same SQL in both databases; writes are not, for the sake of speed. */
export interface TelemetryStore extends AsyncDisposable {
  readonly db: Kysely<TelemetryTables>
  /**
   * Writes all or nothing; once it returns, the data survive `kill -9`. Returns false and writes nothing if the key of a record that replaces none is
   * stored already.
   */
  readonly write: (write: BatchWrite) => Promise<boolean>
  readonly deleteRecords: (which: BatchKeys) => Promise<void>
}
