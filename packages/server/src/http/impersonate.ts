import type { FastifyRequest } from 'fastify'
import { actingFor, actingSeconds } from '../auth/acting.ts'
import type { AuthDeps } from '../auth/auth-deps.ts'
import type { Caller } from '../caller.ts'
import { findUser } from '../db/tables/users.ts'
import { ActionError } from '../errors.ts'
import { clearmlHeader } from './call.ts'

/**
 * The caller in the name of the user whom a header names: `X-ClearML-Impersonate-As` with the user's role, `X-ClearML-Act-As` with the caller's own. Without
 * these headers the caller itself.
 */
export async function inNameOf({ scope }: Pick<AuthDeps, 'scope'>, caller: Caller, request: FastifyRequest): Promise<Caller> {
  const [asUser = '', ownRole = ''] = [clearmlHeader(request, 'impersonate-as'), clearmlHeader(request, 'act-as')]
  if (asUser !== '' && ownRole !== '') throw new ActionError('impersonation_ambiguous', { 'impersonate-as': asUser, 'act-as': ownRole })
  const id = asUser === '' ? ownRole : asUser
  if (id === '' || id === caller.user.id) return caller
  const found = await findUser({ db: scope.db, company: caller.company }, id)
  if (found === undefined) throw new ActionError('impersonation_refused', { user: id, reason: 'there is no such user' })
  const acting = actingFor(caller, { id, name: found.name, role: found.role }, scope.now() + actingSeconds * 1000)
  return asUser === '' ? { ...acting, user: { ...acting.user, role: caller.user.role } } : acting
}
