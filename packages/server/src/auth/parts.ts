import type { Scope } from '../scope.ts'
import type { LoginLimit } from './login-limit.ts'
import type { VerifiedTokens } from './verified-tokens.ts'

/** What logging in needs. */
export interface AuthParts {
  /** Of no company: whose credentials they are is found by them. */
  readonly scope: Scope
  readonly tokenSecret: Uint8Array
  readonly verified: VerifiedTokens
  readonly stockLeaseSeconds: number
  readonly loginLimit: LoginLimit
  /** How browsers reach the server, where a proxy does not tell; else empty. */
  readonly publicUrl: string
}
