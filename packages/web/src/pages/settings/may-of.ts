import { mayCall, type Role } from '@clearway/contract/access'

/** What a role may do, in a few words. */
export function mayOf(role: string): string {
  if (mayCall(role as Role, 'system')) return 'may do everything'
  if (mayCall(role as Role, 'admin')) return 'may do everything, also manage users and see the settings of the server'
  if (mayCall(role as Role, 'user')) return 'may run and change things'
  return mayCall(role as Role, 'worker') ? 'may run tasks as an agent' : 'may look and change nothing'
}
