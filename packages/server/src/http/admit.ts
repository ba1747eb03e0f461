import type { FastifyReply, FastifyRequest } from 'fastify'
import { authorizeCall } from '../auth/authorize.ts'
import type { Caller } from '../context.ts'
import { apiVersion } from '@clearway/contract/wire'
import type { MountedAction } from './actions.ts'
import { authenticate } from './authenticate.ts'
import { type Call, clearmlHeader, isClearmlClient } from './call.ts'
import type { CallParts } from './call-parts.ts'

/** Lets a call in or refuses it, by its headers alone: nobody's body is read before it is known whose it is. */
export async function admit(parts: CallParts, mounted: MountedAction, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const id = parts.clock.newId()
  const requested = (request.params as { readonly version?: string }).version ?? apiVersion
  const call: Call = { id, trx: clearmlHeader(request, 'trx') ?? id, endpoint: { name: mounted.name, requested }, mounted }
  request.call = call
  if (isClearmlClient(request)) void reply.header('connection', 'close')
  const caller = await callerOf(parts, mounted, request)
  request.call = { ...call, ...(caller === undefined ? {} : { caller }) }
}

/** Who calls; refused unless the caller may call the action. */
export async function callerOf(
  { auth }: Pick<CallParts, 'auth'>,
  { action }: MountedAction,
  request: FastifyRequest,
): Promise<Caller | undefined> {
  const caller = await authenticate(auth, request, action.access)
  authorizeCall(caller, action)
  return caller
}
