import { errors as joseErrors } from 'jose'
import type { Caller } from '../caller.ts'
import { findSession } from '../db/sessions.ts'
import type { AuthParts } from './parts.ts'

/** Whose token it is, by its signature, its time and its row: a revoked one is known at once, on every server. Or why it is not good. */
export async function readToken(
  { scope, tokenSecret, verified }: AuthParts,
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
