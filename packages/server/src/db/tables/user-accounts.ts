import { mayCall, type Role, roles } from '@clearway/contract'
import type { Reader, Tx } from '../../scope.ts'

/** What people enter about a user, as columns. */
export interface UserDetails {
  readonly email?: string | null
  readonly given_name?: string | null
  readonly family_name?: string | null
  readonly avatar?: string | null
}

export interface NewUser extends UserDetails {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly password: string | null
}

/** The parts of a user that are unique. */
export interface UniqueParts {
  readonly id?: string | undefined
  readonly name?: string | undefined
  readonly email?: string | undefined
}

/** Locks the company's users: transactions whose decision depends on other users run one after another. */
export async function lockUsers({ db, company }: Tx): Promise<void> {
  // An update locks the row in both databases.
  await db
    .updateTable('company')
    .set((row) => ({ name: row.ref('name') }))
    .where('id', '=', company)
    .execute()
}

/** The first of these parts that another user has, and that user. The id of a deleted user is taken, its name and address are not. */
export async function findTaken(
  { db, company }: Reader,
  parts: UniqueParts,
  except = '',
): Promise<{ readonly field: keyof UniqueParts; readonly value: string; readonly user: string } | undefined> {
  for (const field of ['id', 'name', 'email'] as const) {
    const value = parts[field]
    if (value === undefined || value === '') continue
    let others = db.selectFrom('user').select('id').where('company', '=', company).where(field, '=', value).where('id', '!=', except)
    if (field !== 'id') others = others.where('deleted', 'is', null)
    const other = await others.executeTakeFirst()
    if (other !== undefined) return { field, value, user: other.id }
  }
  return undefined
}

/** Adds a user whom administrators govern. */
export async function addUser({ db, company, now }: Tx, user: NewUser): Promise<void> {
  await db
    .insertInto('user')
    .values({ ...user, company, listed: 1, configured: 0, preferences: '{}', created: now() })
    .execute()
}

export async function updateUser(
  { db, company }: Tx,
  id: string,
  changes: UserDetails & { readonly name?: string | undefined; readonly role?: Role | undefined },
): Promise<void> {
  if (Object.values(changes).every((value) => value === undefined)) return
  await db.updateTable('user').set(changes).where('company', '=', company).where('id', '=', id).execute()
}

export async function markUserDeleted({ db, company, now }: Tx, id: string): Promise<void> {
  await db.updateTable('user').set({ deleted: now() }).where('company', '=', company).where('id', '=', id).execute()
}

const administrators = roles.filter((role) => mayCall(role, 'admin'))

/** Whether there is an administrator who has a password or a key: a session alone ends some day. */
export async function hasAdministrator({ db, company }: Reader): Promise<boolean> {
  const keys = db
    .selectFrom('credential')
    .select('user')
    .where('company', '=', company)
    .where('revoked', '=', 0)
    .where('attempt', 'is', null)
  const found = await db
    .selectFrom('user')
    .select('id')
    .where('company', '=', company)
    .where('role', 'in', administrators)
    .where('deleted', 'is', null)
    .where((user) => user.or([user('password', 'is not', null), user('id', 'in', keys)]))
    .executeTakeFirst()
  return found !== undefined
}

/** A user whom administrators govern and who logs in by one of these names with a password, but for these users. */
export async function findLoginOf(
  { db, company }: Reader,
  names: readonly string[],
  except: readonly string[],
): Promise<{ readonly id: string; readonly name: string } | undefined> {
  if (names.length === 0) return undefined
  return db
    .selectFrom('user')
    .select(['id', 'name'])
    .where('company', '=', company)
    .where('configured', '=', 0)
    .where('password', 'is not', null)
    .where('name', 'in', names)
    .where('id', 'not in', except)
    .executeTakeFirst()
}
