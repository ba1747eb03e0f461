import type { Kysely } from 'kysely'
import type { EntityBatch } from '../entity-batch.ts'
import type { TelemetryTables } from '../tables.ts'

/** Part of a batch, with its place: the task or model it is kept under, and the attempt. */
export interface PlacedBatch {
  readonly task: string
  readonly attempt: number
  readonly batch: EntityBatch
}

/** Where events are kept. Reads are the same SQL in both databases; writing is not, because its speed is what this is for. */
export interface TelemetryStore extends AsyncDisposable {
  readonly db: Kysely<TelemetryTables>
  /** All or nothing. On return it survives `kill -9`. */
  readonly write: (company: string, batches: readonly PlacedBatch[]) => Promise<void>
}
