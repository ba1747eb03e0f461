import { covers, mayActFor, mayCall, type Role } from '@clearway/contract'
import type { Caller } from '../caller.ts'
import { ActionError } from '../errors.ts'

type User = Caller['user']

/** The longest life of a token with which an administrator acts in another user's name. */
export const actingSeconds = 3600

/** Refuses to give or take rights that the caller lacks. */
export function authorizeRole({ user }: { readonly user: Pick<User, 'role'> }, role: Role): void {
  if (!covers(user.role, role)) throw new ActionError('role_above_own', { role, own: user.role })
}

/** The administrator as a caller in the name of another user, until a time. */
export function actingFor(caller: Caller, user: User, until: number): Caller {
  const { company, session, accessKey, actor, attempt, user: own } = caller
  const refused = (reason: string) => new ActionError('impersonation_refused', { user: user.id, role: own.role, reason })
  if (attempt !== undefined) throw refused('the program of a task calls')
  if (actor !== undefined) throw refused('the call is made in another user’s name already')
  if (!mayActFor(own.role, user.role))
    throw refused(mayCall(own.role, 'admin') ? `the user’s role is ${user.role}` : 'no administrator calls')
  return {
    company,
    user,
    session,
    credential: user.role === 'worker' ? 'agent' : 'user',
    ...(accessKey === undefined ? {} : { accessKey }),
    actor: { id: own.id, name: own.name, until },
  }
}
