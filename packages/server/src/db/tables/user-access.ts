import type { Reader, Tx } from '../../scope.ts'

/** Which users lose their access: ids, or a query for them. */
type Users = readonly string[] | ReturnType<typeof configuredExcept>

/**
 * Revokes all access of users: their key pairs, including those they made themselves, their tokens, passwords and tickets, and the tokens with which they
 * act in the names of others. Attempts of their tasks continue to their end.
 */
export async function revokeAccess({ db, notify }: Tx, users: Users): Promise<void> {
  await db.updateTable('user').set({ password: null }).where('id', 'in', users).where('password', 'is not', null).execute()
  const keys = db.selectFrom('credential').select('access_key').where('user', 'in', users).where('attempt', 'is', null)
  await db
    .updateTable('session')
    .set({ revoked: 1 })
    .where('revoked', '=', 0)
    .where((session) => {
      const isByLogin = session.or([session('access_key', 'is', null), session('access_key', 'in', keys), session('actor', 'is not', null)])
      return session.or([session('actor', 'in', users), session.and([session('user', 'in', users), isByLogin])])
    })
    .execute()
  await db
    .updateTable('credential')
    .set({ revoked: 1 })
    .where('user', 'in', users)
    .where('attempt', 'is', null)
    .where('revoked', '=', 0)
    .execute()
  await db
    .deleteFrom('login_ticket')
    .where((ticket) => ticket.or([ticket('user', 'in', users), ticket('maker', 'in', users)]))
    .execute()
  notify('revoked')
}

/**
 * Revokes the access of users whom the configuration named at an earlier start and no longer names. From then on administrators may give them access
 * again, or delete them.
 */
export async function revokeUsersExcept(tx: Tx, kept: readonly string[]): Promise<void> {
  await revokeAccess(tx, configuredExcept(tx, kept))
  await tx.db.updateTable('user').set({ configured: 0 }).where('id', 'in', configuredExcept(tx, kept)).execute()
}

function configuredExcept({ db, company }: Reader, kept: readonly string[]) {
  return db.selectFrom('user').select('id').where('company', '=', company).where('configured', '=', 1).where('id', 'not in', kept)
}

/** Deletes the passwords of users of the configuration who have none there, and ends their sessions by password. */
export async function voidPasswords(tx: Tx, kept: readonly string[]): Promise<void> {
  const { db, company } = tx
  const known = await db
    .selectFrom('user')
    .select('id')
    .where('company', '=', company)
    .where('configured', '=', 1)
    .where('password', 'is not', null)
    .execute()
  for (const { id } of known) if (!kept.includes(id)) await setPassword(tx, id, null)
}

/** The hash of a user's password; null if the user has none. */
export async function readPassword({ db, company }: Reader, id: string): Promise<string | null> {
  const { password } = await db
    .selectFrom('user')
    .select('password')
    .where('company', '=', company)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return password
}

/** Replaces a user's password, or deletes it, and ends the sessions that began by the former one or by a ticket; not the one that calls. */
export async function setPassword({ db, company, notify }: Tx, id: string, password: string | null, session = ''): Promise<void> {
  await db.updateTable('user').set({ password }).where('company', '=', company).where('id', '=', id).execute()
  await db
    .updateTable('session')
    .set({ revoked: 1 })
    .where('user', '=', id)
    .where('access_key', 'is', null)
    .where('id', '!=', session)
    .execute()
  notify('revoked')
}
