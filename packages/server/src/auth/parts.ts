import type { Kysely } from 'kysely'
import type { Clock } from '../context.ts'
import type { Database } from '../db/schema.ts'
import type { VerifiedTokens } from './verified-tokens.ts'

/** What logging in needs. */
export interface AuthParts {
  readonly db: Kysely<Database>
  readonly clock: Clock
  readonly tokenSecret: Uint8Array
  readonly verified: VerifiedTokens
  readonly stockLeaseSeconds: number
  /** Runs a login, unless its address has failed too often of late. */
  readonly loginLimit: { readonly guard: <T>(address: string, login: () => Promise<T>) => Promise<T> }
}
