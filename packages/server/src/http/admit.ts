import { apiVersion } from '@clearway/contract/wire'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { authorizeCall, type CallRules } from '../auth/authorize.ts'
import type { Caller } from '../caller.ts'
import { renewByCall } from '../dispatch/lease.ts'
import type { MountedAction } from './actions.ts'
import { authenticate, refuseForeignLogin } from './authenticate.ts'
import type { CallDeps } from './call-deps.ts'
import { type Call, clearmlHeader, isClearmlClient } from './call.ts'
import { inNameOf } from './impersonate.ts'

/** Lets a call in or refuses it by its headers alone: the server reads no body before it knows the caller. */
export async function admit(deps: CallDeps, mounted: MountedAction, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const id = deps.clock.newId()
  const requested = (request.params as { readonly version?: string }).version ?? apiVersion
  const call: Call = { id, trx: clearmlHeader(request, 'trx') ?? id, endpoint: { name: mounted.name, requested }, mounted }
  request.call = call
  if (isClearmlClient(request)) void reply.header('connection', 'close')
  if (mounted.action.cookie === 'redeem') refuseForeignLogin(request, deps.auth)
  const caller = await callerOf(deps, mounted.action, request)
  request.call = { ...call, ...(caller === undefined ? {} : { caller }) }
}

/** Finds the caller of a request, counts the call as a renewal of the caller's lease, and refuses a caller who may not make a call of these rules. */
export async function callerOf(
  { auth, log }: Pick<CallDeps, 'auth' | 'log'>,
  rules: CallRules,
  request: FastifyRequest,
): Promise<Caller | undefined> {
  const known = await authenticate(auth, request, rules.access)
  if (known !== undefined) await renewByCall(auth, known)
  const caller = known === undefined ? undefined : await inNameOf(auth, known, request)
  authorizeCall(caller, rules)
  if (caller?.actor !== undefined && rules.access !== 'viewer') {
    const action = request.call?.endpoint.name ?? `${request.method} ${request.url.split('?', 1)[0]}`
    const { user, actor } = caller
    log.info({ action, call: request.call?.id, user: user.id, name: user.name, by: actor.id, byName: actor.name }, 'In another user’s name')
  }
  return caller
}
