import type { NotNull } from 'kysely'
import type { Role } from '@clearway/contract'
import { ActionError } from '../../errors.ts'
import type { Reader, Tx } from '../../scope.ts'
import { lockedFor, type ReadFor } from '../sql/lock-row.ts'

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

/** A user of the company by id, without the password. */
export async function readUser(scope: Reader, id: string, purpose: ReadFor = 'refer') {
  const users = scope.db.selectFrom('user').select(['name', 'role', 'company', 'created', 'preferences'])
  const user = await lockedFor(scope, users.where('company', '=', scope.company).where('id', '=', id), purpose).executeTakeFirst()
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
    .select(['id', 'name', 'role', 'company', 'created'])
    .where('company', '=', company)
    .where('listed', '=', 1)
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
  const row = { company, role: 'user', password: null, listed: 1, preferences: '{}', created: now() } as const
  const added = await db
    .insertInto('user')
    .values(users.map(({ id, name }) => ({ ...row, id, name })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  return added.length
}

/** Inserts or updates users. Two of them may exchange their login names. */
export async function seedUsers(tx: Tx, users: readonly UserSeed[]): Promise<void> {
  const ids = users.map(({ id }) => id)
  // A login name is free for its new user only once the former user has no password.
  if (ids.length > 0) await tx.db.updateTable('user').set({ password: null }).where('id', 'in', ids).execute()
  for (const user of users) await seedUser(tx, user)
}

/** Inserts or updates a user. */
export async function seedUser({ db, company, now }: Tx, { id, name, role, password, listed }: UserSeed): Promise<void> {
  const values = { name, role, password, listed: listed ? (1 as const) : (0 as const) }
  await db
    .insertInto('user')
    .values({ id, company, ...values, preferences: '{}', created: now() })
    .onConflict((c) => c.column('id').doUpdateSet(values))
    .execute()
}

/**
 * Deletes the passwords of users who have none in the configuration, which is the only source of passwords, and revokes their sessions by password.
 */
export async function voidPasswords({ db, company, notify }: Tx, kept: readonly string[]): Promise<void> {
  const known = await db.selectFrom('user').select('id').where('company', '=', company).where('password', 'is not', null).execute()
  const gone = known.map(({ id }) => id).filter((id) => !kept.includes(id))
  if (gone.length === 0) return
  await db.updateTable('user').set({ password: null }).where('id', 'in', gone).execute()
  await db.updateTable('session').set({ revoked: 1 }).where('user', 'in', gone).where('access_key', 'is', null).execute()
  notify('revoked')
}

/**
 * Revokes all access of users whom the configuration no longer names: their key pairs, including those they made themselves, their tokens and their
 * passwords. Attempts of their tasks continue to their end.
 */
export async function revokeUsersExcept({ db, company, notify }: Tx, kept: readonly string[]): Promise<void> {
  const gone = db.selectFrom('user').select('id').where('company', '=', company).where('id', 'not in', kept)
  await db.updateTable('user').set({ password: null }).where('id', 'in', gone).where('password', 'is not', null).execute()
  const keys = db.selectFrom('credential').select('access_key').where('user', 'in', gone).where('attempt', 'is', null)
  await db
    .updateTable('session')
    .set({ revoked: 1 })
    .where('user', 'in', gone)
    .where('revoked', '=', 0)
    .where((session) => session.or([session('access_key', 'is', null), session('access_key', 'in', keys)]))
    .execute()
  await db
    .updateTable('credential')
    .set({ revoked: 1 })
    .where('user', 'in', gone)
    .where('attempt', 'is', null)
    .where('revoked', '=', 0)
    .execute()
  notify('revoked')
}

/** Adds a company, unless there is one with its id. */
export async function ensureCompany({ db, now }: Tx, company: { readonly id: string; readonly name: string }): Promise<void> {
  await db
    .insertInto('company')
    .values({ ...company, created: now() })
    .onConflict((c) => c.doNothing())
    .execute()
}
