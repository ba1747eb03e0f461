import { type Role, roles } from '@clearway/contract'

/** One user of each role, for the setting `users`. */
export const roleUsers = roles.map((role) => ({ id: `user-${role}`, name: `A ${role}`, role, ...keysOf(role) }))

/** The key pair of the seeded user with that role. */
export function keysOf(role: Role): { readonly accessKey: string; readonly secretKey: string } {
  return { accessKey: `KEY${role.toUpperCase()}`, secretKey: `the secret of the ${role}` }
}
