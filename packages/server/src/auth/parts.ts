import type { Kysely } from 'kysely'
import type { Clock } from '../context.ts'
import type { Database } from '../db/schema.ts'

/** What logging in needs. */
export interface AuthParts {
  readonly db: Kysely<Database>
  readonly clock: Clock
  readonly tokenSecret: Uint8Array
}
