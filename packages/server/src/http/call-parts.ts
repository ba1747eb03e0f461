import type { AuthParts } from '../auth/parts.ts'
import type { Clock } from '../scope.ts'
import type { Context } from '../context.ts'
import type { Readers } from '../db/readers.ts'
import type { StorageHealth } from '../storage-health.ts'

/** What the server hands to every call. */
export interface CallParts extends Pick<Context, 'db' | 'telemetry' | 'files' | 'signals' | 'settings' | 'log'> {
  readonly clock: Clock
  readonly auth: AuthParts
  readonly readers: Readers
  readonly storage: StorageHealth
  /** Aborted when the server stops: every wait ends. */
  readonly stopping: AbortSignal
}
