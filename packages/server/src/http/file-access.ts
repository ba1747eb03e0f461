import { attemptAccess, mayCall } from '@clearway/contract'
import type { FastifyRequest } from 'fastify'
import type { Scope } from '../context.ts'
import { ActionError } from '../errors.ts'
import { authenticate } from './authenticate.ts'
import type { CallParts } from './call-parts.ts'

export type FilesParts = Pick<CallParts, 'auth' | 'clock' | 'db' | 'files' | 'signals'>

/** Whose files a call is about. */
export interface FileCaller {
  readonly scope: Scope
  /** An attempt that no longer runs its task: what it still has to add is kept, what is there it leaves alone. */
  readonly late: boolean
}

/** The caller's files, or why not: asked before anything of a body is read. */
export async function fileCaller(
  { auth, clock, db, signals }: FilesParts,
  request: FastifyRequest,
  access: 'viewer' | 'user',
): Promise<FileCaller> {
  const caller = await authenticate(auth, request, access)
  if (caller === undefined) throw new ActionError('no_credentials')
  const { user, company, attempt } = caller
  if (!mayCall(user.role, access) || (attempt !== undefined && !(attemptAccess as readonly string[]).includes(access)))
    throw new ActionError('access_denied', { access, role: user.role })
  return {
    scope: { ...clock, db, company, notify: signals.send, doing: `${request.method} ${request.routeOptions.url}` },
    late: attempt?.live === false,
  }
}

/** A late attempt may add, and neither replace nor remove. */
export function refuseLate({ late }: FileCaller, path: string): void {
  if (late) throw new ActionError('attempt_ended', { path })
}
