import type { FastifyRequest } from 'fastify'
import type { Scope } from '../scope.ts'
import type { Caller } from '../caller.ts'
import { callerOf } from './admit.ts'
import type { CallDeps } from './call-deps.ts'
import { defined } from '../defined.ts'

export type FilesDeps = Pick<CallDeps, 'auth' | 'clock' | 'db' | 'files' | 'log' | 'signals'>

/** Whose files a call is about, and the attempt that calls. */
export type FileScope = Scope & Pick<Caller, 'attempt'>

/** The scope of a call's files; throws unless its caller has the access. Decided before the server reads any of the body. */
export async function fileScope(
  { auth, clock, db, log, signals }: FilesDeps,
  request: FastifyRequest,
  access: 'viewer' | 'user',
): Promise<FileScope> {
  // An attempt may call even when it has ended, because its rights are decided for each file.
  const caller = await callerOf({ auth, log }, { access, attempt: 'reads' }, request)
  const { company, attempt } = defined(caller)
  const doing = `${request.method} ${request.routeOptions.url}`
  return { ...clock, db, company, notify: signals.send, doing, ...(attempt === undefined ? {} : { attempt }) }
}
