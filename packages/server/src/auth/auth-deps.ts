import type { Scope } from '../scope.ts'
import type { LoginLimit } from './login-limit.ts'
import type { VerifiedTokens } from './verified-tokens.ts'

/** The server's parts that authentication uses. */
export interface AuthDeps {
  /** A scope without a company, because the credentials name the company. */
  readonly scope: Scope
  readonly tokenSecret: Uint8Array
  readonly verified: VerifiedTokens
  readonly stockLeaseSeconds: number
  readonly taskRights: 'own' | 'user'
  readonly loginLimit: LoginLimit
  /** The address at which browsers reach the server; empty if each request names it. */
  readonly publicUrl: string
}
