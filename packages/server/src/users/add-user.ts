import { authorizeRole } from '../auth/acting.ts'
import type { CallTx } from '../context.ts'
import { addUser, findTaken, lockUsers, type NewUser, type UniqueParts, type UserDetails } from '../db/tables/user-accounts.ts'
import { ActionError } from '../errors.ts'
import { detailsOf } from './user-details.ts'

/** Adds a user of a role that gives no right which the caller lacks. */
export async function addAccount(tx: CallTx, user: Omit<NewUser, keyof UserDetails> & Parameters<typeof detailsOf>[0]): Promise<void> {
  authorizeRole(tx, user.role)
  await lockUsers(tx)
  await refuseDuplicate(tx, user)
  const { id, name, role, password } = user
  await addUser(tx, { id, name, role, password, ...detailsOf(user) })
  tx.recordChange({ entity: 'user', id, kind: 'created', rev: tx.now() })
}

/** Refuses an id, a name or an address that another user has. */
export async function refuseDuplicate(tx: CallTx, parts: UniqueParts, except?: string): Promise<void> {
  const taken = await findTaken(tx, parts, except)
  if (taken !== undefined) throw new ActionError('user_exists', { ...taken })
}
