import { useQuery } from '@tanstack/react-query'
import { mayCall, type Role } from '@clearway/contract/access'
import { lookOnly } from '@clearway/contract/can-do'
import { userQuery } from '../api/queries.ts'

/** Why the user may not act at all, as a sentence; undefined if the user may, or as long as nobody knows who it is. */
export function useRoleRefusal(): string | undefined {
  const { data: user } = useQuery(userQuery)
  return user === undefined || mayCall(user.role as Role, 'user') ? undefined : lookOnly(user.role)
}

/** Why the user may not change own keys and the own password, as a sentence; undefined if the user may. */
export function useAccountRefusal(): string | undefined {
  const { data: user } = useQuery(userQuery)
  return user === undefined || mayCall(user.role as Role, 'account')
    ? undefined
    : `Your role, ${user.role}, has no keys or password of its own to change.`
}

/** Why the user may not add, change and delete users, as a sentence; undefined if the user may. */
export function useAdminRefusal(): string | undefined {
  const { data: user } = useQuery(userQuery)
  return user === undefined || mayCall(user.role as Role, 'admin')
    ? undefined
    : `Only administrators add, change and delete users; your role is ${user.role}.`
}
