import { errors as joseErrors } from 'jose'
import type { Caller } from '../caller.ts'
import { findSession } from '../db/tables/sessions.ts'
import type { AuthDeps } from './auth-deps.ts'

/** The caller of a token, or why the token is not valid. The stored session of the token shows a revocation on every server at once. */
export async function readToken(
  { scope, tokenSecret, verified }: AuthDeps,
  token: string,
): Promise<Caller | { readonly error: string; readonly revoked: boolean }> {
  try {
    const session = await findSession(scope, await verified.session(token, scope, tokenSecret))
    if (session === undefined) return { error: 'unknown session', revoked: false }
    return session.revoked ? { error: 'revoked', revoked: true } : session.caller
  } catch (error) {
    if (error instanceof joseErrors.JOSEError) return { error: error.code, revoked: false }
    throw error
  }
}
