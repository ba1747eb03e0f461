import type { AuthDeps } from '../auth/auth-deps.ts'
import type { Clock } from '../scope.ts'
import type { Context } from '../context.ts'
import type { Readers } from '../db/connection/readers.ts'
import type { StorageHealth } from '../storage-health.ts'

/** The server's parts that every call uses. */
export interface CallDeps extends Pick<Context, 'db' | 'follow' | 'telemetry' | 'files' | 'signals' | 'dueCures' | 'settings' | 'log'> {
  /** Distinguishes this start of the server from the other servers of its database; empty if the database belongs to one server. */
  readonly name: string
  readonly clock: Clock
  readonly auth: AuthDeps
  readonly readers: Readers
  readonly storage: StorageHealth
  /** Aborted when the server stops, so that every wait ends. */
  readonly stopping: AbortSignal
}
