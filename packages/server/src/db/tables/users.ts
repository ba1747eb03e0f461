import type { NotNull } from 'kysely'
import type { Role } from '@clearway/contract'
import { ActionError } from '../../errors.ts'
import type { Reader, Tx } from '../../scope.ts'
import { lockedFor, type ReaderFor, type ReadFor } from '../sql/lock-row.ts'

/** The user who logs in by this name and a password; users without a password log in by keys only. Login names are unique in a company. */
export async function findLogin({ db, company }: Reader, login: string) {
  return db
    .selectFrom('user')
    .select(['id', 'company', 'name', 'role', 'password'])
    .where('company', '=', company)
    .where('name', '=', login)
    .where('password', 'is not', null)
    .$narrowType<{ password: NotNull }>()
    .executeTakeFirst()
}

/** Replaces the hash of a password, unless it has changed since it was read. */
export async function replacePassword(
  { db, company }: Tx,
  user: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  await db
    .updateTable('user')
    .set({ password: to })
    .where('company', '=', company)
    .where('id', '=', user)
    .where('password', '=', from)
    .execute()
}

/** What people enter about a user, beside the name. */
export const userDetails = ['email', 'given_name', 'family_name', 'avatar'] as const

/** A user of the company by id, without the password; undefined if there is none, or none any more. */
export async function findUser<P extends ReadFor = 'refer'>(scope: ReaderFor<P>, id: string, purpose = 'refer' as P) {
  return lockedFor(scope, usersWithId(scope, id).where('deleted', 'is', null), purpose).executeTakeFirst()
}

/** The user who calls: also a deleted one, for whose tasks attempts still call. */
export function readCallingUser(scope: Reader & { readonly user: { readonly id: string } }) {
  return usersWithId(scope, scope.user.id).executeTakeFirstOrThrow()
}

function usersWithId({ db, company }: Reader, id: string) {
  return db
    .selectFrom('user')
    .select(['id', 'name', 'role', 'company', 'created', 'preferences', 'configured', ...userDetails])
    .where('company', '=', company)
    .where('id', '=', id)
}

/** A user by id. Refuses an id that no user has. */
export async function readUser<P extends ReadFor = 'refer'>(scope: ReaderFor<P>, id: string, purpose = 'refer' as P) {
  const user = await findUser(scope, id, purpose)
  if (user === undefined) throw new ActionError('user_not_found', { user: id })
  return user
}

export async function setPreferences({ db, company }: Tx, id: string, preferences: string): Promise<void> {
  await db.updateTable('user').set({ preferences }).where('company', '=', company).where('id', '=', id).execute()
}

/** The users that may be listed. */
export async function listUsers({ db, company }: Reader) {
  return db
    .selectFrom('user')
    .select(['id', 'name', 'role', 'company', 'created', 'configured', ...userDetails])
    .where('company', '=', company)
    .where('listed', '=', 1)
    .where('deleted', 'is', null)
    .orderBy('name')
    .orderBy('id')
    .execute()
}

export interface UserSeed {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly password: string | null
  readonly listed: boolean
}

/** Adds users who cannot log in, unless there are some with their ids. Answers how many were added. */
export async function addUsersWithoutLogin(
  { db, company, now }: Tx,
  users: readonly { readonly id: string; readonly name: string }[],
): Promise<number> {
  if (users.length === 0) return 0
  const row = { company, role: 'user', password: null, listed: 1, configured: 0, preferences: '{}', created: now() } as const
  const added = await db
    .insertInto('user')
    .values(users.map(({ id, name }) => ({ ...row, id, name })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  return added.length
}

/** Inserts or updates users of the configuration. Two of them may exchange their login names. */
export async function seedUsers(tx: Tx, users: readonly UserSeed[]): Promise<void> {
  const ids = users.map(({ id }) => id)
  // A login name is free for its new user only once the former user has no password.
  if (ids.length > 0) await tx.db.updateTable('user').set({ password: null }).where('id', 'in', ids).execute()
  for (const user of users) await seedUser(tx, user)
}

/** Inserts or updates a user of the configuration, also one whom administrators made or deleted. */
export async function seedUser({ db, company, now }: Tx, { id, name, role, password, listed }: UserSeed): Promise<void> {
  const values = { name, role, password, listed: listed ? (1 as const) : (0 as const), configured: 1 as const, deleted: null }
  await db
    .insertInto('user')
    .values({ id, company, ...values, preferences: '{}', created: now() })
    .onConflict((c) => c.column('id').doUpdateSet(values))
    .execute()
}

/** Adds a company, unless there is one with its id. */
export async function ensureCompany({ db, now }: Tx, company: { readonly id: string; readonly name: string }): Promise<void> {
  await db
    .insertInto('company')
    .values({ ...company, created: now() })
    .onConflict((c) => c.doNothing())
    .execute()
}
