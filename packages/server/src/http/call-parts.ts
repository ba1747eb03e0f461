import type { AuthParts } from '../auth/parts.ts'
import type { Clock } from '../scope.ts'
import type { Context } from '../context.ts'
import type { Readers } from '../db/readers.ts'
import type { StorageHealth } from '../storage-health.ts'

/** The server's parts that every call uses. */
export interface CallParts extends Pick<Context, 'db' | 'telemetry' | 'files' | 'signals' | 'settings' | 'log'> {
  readonly clock: Clock
  readonly auth: AuthParts
  readonly readers: Readers
  readonly storage: StorageHealth
  /** Aborted when the server stops, so that every wait ends. */
  readonly stopping: AbortSignal
}
