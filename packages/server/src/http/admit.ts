import { type Action, attemptAccess, mayCall } from '@clearway/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from '../context.ts'
import { ActionError } from '../errors.ts'
import { apiVersion } from '../version.ts'
import type { MountedAction } from './actions.ts'
import { authenticate } from './authenticate.ts'
import { type Call, clearmlHeader, isClearmlClient } from './call.ts'
import type { CallParts } from './call-parts.ts'

/** Lets a call in or refuses it, by its headers alone: nobody's body is read before it is known whose it is. */
export async function admit(
  { auth, clock }: CallParts,
  mounted: MountedAction,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const id = clock.newId()
  const requested = (request.params as { readonly version?: string }).version ?? apiVersion
  const call: Call = { id, trx: clearmlHeader(request, 'trx') ?? id, endpoint: { name: mounted.name, requested }, mounted }
  request.call = call
  if (isClearmlClient(request)) void reply.header('connection', 'close')
  const caller = await authenticate(auth, request, mounted.action.access)
  authorize(mounted.action, caller)
  request.call = { ...call, ...(caller === undefined ? {} : { caller }) }
}

function authorize(action: Action, caller: Caller | undefined): void {
  if (caller === undefined) {
    if (action.access !== 'anyone') throw new ActionError('no_credentials')
    return
  }
  if (!mayCall(caller.user.role, action.access)) throw new ActionError('access_denied', { access: action.access, role: caller.user.role })
  if (caller.attempt === undefined) return
  if (!(attemptAccess as readonly string[]).includes(action.access))
    throw new ActionError('access_denied', { access: action.access, role: 'attempt' })
  // What an old attempt sends late is kept where it does no harm (its log and metrics) and refused elsewhere.
  if (!caller.attempt.live && action.access === 'user' && action.form !== 'lines')
    throw new ActionError('attempt_ended', { attempt: caller.attempt.id, task: caller.attempt.task })
}
