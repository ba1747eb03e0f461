import { mayCall, type Role } from '@clearway/contract'
import { authorizeRole } from '../auth/acting.ts'
import type { CallTx } from '../context.ts'
import { hasAdministrator, lockUsers, markUserDeleted, updateUser } from '../db/tables/user-accounts.ts'
import { readPassword, revokeAccess, setPassword } from '../db/tables/user-access.ts'
import { readUser } from '../db/tables/users.ts'
import { ActionError } from '../errors.ts'
import { isNothingGiven } from '@clearway/contract/given'
import { refuseDuplicate } from './add-user.ts'
import { detailsOf } from './user-details.ts'

type User = Awaited<ReturnType<typeof readUser>>
type Details = Parameters<typeof detailsOf>[0]

export interface AccountEdit extends Details {
  readonly role?: Role | undefined
  readonly name?: string | undefined
  /** The hash of a password; null: none any more. */
  readonly password?: string | null | undefined
}

/**
 * Changes a user. The configuration says role, name and password of the users that it names, and nothing else of them. Answers how many users changed:
 * none if nothing is given.
 */
export async function editAccount(tx: CallTx, id: string, edit: AccountEdit): Promise<number> {
  if (isNothingGiven(edit)) {
    await readUser(tx, id)
    return 0
  }
  const { role, name, password, ...details } = edit
  const user = await userToChange(tx, id)
  refuseConfigured(user, { role, name, password })
  if (role !== undefined) authorizeRole(tx, role)
  await refuseDuplicate(tx, { name, email: details.email }, id)
  await updateUser(tx, id, { role, name, ...detailsOf(details) })
  if (password !== undefined) await setPassword(tx, id, password, tx.session)
  const isLess = password === null || (role !== undefined && !mayCall(role, 'admin'))
  if (isLess && mayCall(user.role, 'admin')) await refuseWithoutAdministrator(tx, id)
  recordUser(tx, id, 'edited')
  return 1
}

/** Sets the password of the user who calls, unless it has changed since `former`, its hash, was read. */
export async function setOwnPassword(tx: CallTx, { former, password }: { readonly former: string | null; readonly password: string }) {
  const { id } = tx.user
  refuseConfigured(await readUser(tx, id, 'change'), { password })
  if ((await readPassword(tx, id)) !== former) throw new ActionError('wrong_password')
  await setPassword(tx, id, password, tx.session)
  recordUser(tx, id, 'edited')
}

/** Deletes a user. The row stays, so that what the user made is shown with the name. */
export async function deleteAccount(tx: CallTx, id: string): Promise<void> {
  const user = await userToChange(tx, id)
  refuseConfigured(user, { user: id })
  await revokeAccess(tx, [id])
  await markUserDeleted(tx, id)
  if (mayCall(user.role, 'admin')) await refuseWithoutAdministrator(tx, id)
  recordUser(tx, id, 'deleted')
}

async function userToChange(tx: CallTx, id: string): Promise<User> {
  await lockUsers(tx)
  const user = await readUser(tx, id, 'change')
  authorizeRole(tx, user.role)
  return user
}

/** Refuses a change of what the configuration says of a user, and names the first of these fields. */
function refuseConfigured({ id, configured }: User, given: Readonly<Record<string, unknown>>): void {
  const field = Object.keys(given).find((name) => given[name] !== undefined)
  if (configured === 1 && field !== undefined) throw new ActionError('user_is_configured', { user: id, setting: 'users', field })
}

async function refuseWithoutAdministrator(tx: CallTx, id: string): Promise<void> {
  if (!(await hasAdministrator(tx))) throw new ActionError('last_administrator', { user: id })
}

function recordUser(tx: CallTx, id: string, kind: string): void {
  tx.recordChange({ entity: 'user', id, kind, rev: tx.now() })
}
