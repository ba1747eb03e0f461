import type { Kysely } from 'kysely'
import type { Clock } from '../context.ts'
import type { Database } from '../db/schema.ts'
import type { LoginLimit } from './login-limit.ts'
import type { VerifiedTokens } from './verified-tokens.ts'

/** What logging in needs. */
export interface AuthParts {
  readonly db: Kysely<Database>
  readonly clock: Clock
  readonly tokenSecret: Uint8Array
  readonly verified: VerifiedTokens
  readonly stockLeaseSeconds: number
  readonly loginLimit: LoginLimit
  /** How browsers reach the server, where a proxy does not tell; else empty. */
  readonly publicUrl: string
}
