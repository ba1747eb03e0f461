import type { Kysely } from 'kysely'
import type { EntityBatch } from '../ingest/entity-batch.ts'
import type { BatchKeys } from '../telemetry.ts'
import type { TelemetryTables } from '../tables.ts'

/** Part of a batch, with its place: the task or model it is kept under, and the attempt. */
export interface PlacedBatch {
  readonly task: string
  readonly attempt: number
  readonly batch: EntityBatch
}

/** Kept with a batch, so that the same call is known when it comes again. */
export interface BatchReceipt {
  readonly key: string
  readonly answer: Uint8Array
  /** Milliseconds since the epoch. */
  readonly created: number
  /** A receipt of this key that is there already is another call's, and goes. */
  readonly replaces: boolean
}

/** Where events are kept. Reads are the same SQL in both databases; writing is not, because its speed is what this is for. */
export interface TelemetryStore extends AsyncDisposable {
  readonly db: Kysely<TelemetryTables>
  /** All or nothing. On return it survives `kill -9`. Answers false, having kept nothing, if the key of a receipt that replaces none is there already. */
  readonly write: (company: string, batches: readonly PlacedBatch[], receipts?: readonly BatchReceipt[]) => Promise<boolean>
  readonly forget: (which: BatchKeys) => Promise<void>
}
