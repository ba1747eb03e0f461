import type { Look } from '../../look.ts'
import { shownAgo } from '../../show/duration.ts'
import { table } from '../../show/table.ts'

interface ListedUser {
  readonly id: string
  readonly name?: string
  readonly role?: string
  readonly email?: string
  readonly created?: string
  readonly configured?: boolean
}

/** A table of users. Those of the configuration are changed there. */
export function showUsers({ users }: { readonly users: readonly ListedUser[] }, look: Look): string {
  if (users.length === 0) return look.paint('dim', 'No users.')
  return table(
    look,
    [
      { head: 'USER', cell: ({ name = '' }) => look.paint('bold', name), least: 12 },
      { head: 'ROLE', cell: ({ role = '' }) => role },
      { head: 'EMAIL', cell: ({ email = '' }) => email, rank: 2 },
      { head: 'FROM', cell: ({ configured }) => (configured === true ? look.paint('dim', 'configuration') : 'here') },
      { head: 'ADDED', cell: ({ created }) => shownAgo(created, look), rank: 1 },
      { head: 'ID', cell: ({ id }) => look.paint('dim', id) },
    ],
    users,
  )
}
