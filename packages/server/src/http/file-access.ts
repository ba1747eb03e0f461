import type { FastifyRequest } from 'fastify'
import { authorizeCall } from '../auth/authorize.ts'
import type { Caller, Scope } from '../context.ts'
import { ActionError } from '../errors.ts'
import { authenticate } from './authenticate.ts'
import type { CallParts } from './call-parts.ts'

export type FilesParts = Pick<CallParts, 'auth' | 'clock' | 'db' | 'files' | 'signals'>

/** Whose files a call is about. */
export interface FileCaller {
  readonly scope: Scope & Pick<Caller, 'attempt'>
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
  // Writing is bounded by file: a late attempt still adds, and a confined one changes what belongs to its task.
  authorizeCall(caller, { access, attempt: 'reads' })
  if (caller === undefined) throw new ActionError('no_credentials')
  const { company, attempt } = caller
  const doing = `${request.method} ${request.routeOptions.url}`
  return {
    scope: { ...clock, db, company, notify: signals.send, doing, ...(attempt === undefined ? {} : { attempt }) },
    late: attempt?.live === false,
  }
}

/** A late attempt may add, and neither replace nor remove. */
export function refuseLate({ late }: FileCaller, path: string): void {
  if (late) throw new ActionError('attempt_ended', { path })
}
