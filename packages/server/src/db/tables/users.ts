import type { NotNull } from 'kysely'
import type { Role } from '@clearway/contract'
import type { Reader, Tx } from '../../scope.ts'

/** The user who logs in by this name and a password; a user without a password logs in by keys only. Logins are unique in a company. */
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

/** Replaces the stored form of a password, unless it has changed since it was read. */
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

/** Users that may be shown. */
export async function listUsers({ db, company }: Reader) {
  return db
    .selectFrom('user')
    .select(['id', 'name'])
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

/** Adds users, or brings those of the same ids up to date. Two of them may exchange their logins. */
export async function seedUsers(tx: Tx, users: readonly UserSeed[]): Promise<void> {
  const ids = users.map(({ id }) => id)
  // A login is free for its new user only when its former user has lost his.
  if (ids.length > 0) await tx.db.updateTable('user').set({ password: null }).where('id', 'in', ids).execute()
  for (const user of users) await seedUser(tx, user)
}

/** Adds a user, or brings one of that id up to date. */
export async function seedUser({ db, company, now }: Tx, { id, name, role, password, listed }: UserSeed): Promise<void> {
  const values = { name, role, password, listed: listed ? (1 as const) : (0 as const) }
  await db
    .insertInto('user')
    .values({ id, company, ...values, preferences: '{}', created: now() })
    .onConflict((c) => c.column('id').doUpdateSet(values))
    .execute()
}

/** Passwords come from the configuration alone: of whoever it no longer names one, the old one is void, with what was begun by it. */
export async function voidPasswords({ db, company, notify }: Tx, kept: readonly string[]): Promise<void> {
  const known = await db.selectFrom('user').select('id').where('company', '=', company).where('password', 'is not', null).execute()
  const gone = known.map(({ id }) => id).filter((id) => !kept.includes(id))
  if (gone.length === 0) return
  await db.updateTable('user').set({ password: null }).where('id', 'in', gone).execute()
  await db.updateTable('session').set({ revoked: 1 }).where('user', 'in', gone).where('access_key', 'is', null).execute()
  notify('revoked')
}

/**
 * Whoever the configuration no longer names is out: his key pairs, those that he made himself too, his tokens and his password are void. Attempts of
 * his tasks go on to their end.
 */
export async function shutOutOthers({ db, company, notify }: Tx, kept: readonly string[]): Promise<void> {
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

/** Adds a company, unless there is one of its id. */
export async function ensureCompany({ db, now }: Tx, company: { readonly id: string; readonly name: string }): Promise<void> {
  await db
    .insertInto('company')
    .values({ ...company, created: now() })
    .onConflict((c) => c.doNothing())
    .execute()
}
