export const roles = ['root', 'system', 'admin', 'user', 'viewer', 'worker'] as const
export type Role = (typeof roles)[number]

/** What an action asks of its caller. `account`: a person's own keys, which no program that runs for him may touch. */
export type Access = 'anyone' | 'viewer' | 'user' | 'account' | 'worker' | 'admin' | 'system'

/** Which actions each role may call. Users may call what agents call, because ClearML's agents log in with a user's key. */
export const roleAccess = {
  root: ['anyone', 'viewer', 'user', 'account', 'worker', 'admin', 'system'],
  system: ['anyone', 'viewer', 'user', 'account', 'worker', 'admin', 'system'],
  admin: ['anyone', 'viewer', 'user', 'account', 'worker', 'admin'],
  user: ['anyone', 'viewer', 'user', 'account', 'worker'],
  worker: ['anyone', 'viewer', 'worker'],
  viewer: ['anyone', 'viewer'],
} as const satisfies Record<Role, readonly Access[]>

/** What user code may do with the credential of its attempt: work with tasks, never with keys, users or workers. */
export const attemptAccess = ['anyone', 'viewer', 'user'] as const satisfies readonly Access[]

export function mayCall(role: Role, access: Access): boolean {
  return (roleAccess[role] as readonly Access[]).includes(access)
}
