import { mayActFor } from '@clearway/contract'
import type { Reader, Tx } from '../../scope.ts'
import type { Caller } from '../../caller.ts'
import { type Given, preparedRead } from '../sql/prepared.ts'
import { attemptColumns, callerOf } from './credentials.ts'

export interface NewSession {
  readonly id: string
  readonly company: string
  readonly user: string
  readonly accessKey: string | null
  readonly attempt: string | null
  readonly actor: string | null
  readonly created: number
  readonly expires: number
}

export async function addSession({ db }: Tx, { accessKey, ...session }: NewSession): Promise<void> {
  await db
    .insertInto('session')
    .values({ ...session, access_key: accessKey, first_task: null, revoked: 0 })
    .execute()
}

const sessionById = preparedRead((db, given: Given<{ id: string }>) =>
  db
    .selectFrom('session as s')
    .innerJoin('user as u', 'u.id', 's.user')
    .leftJoin('attempt as a', 'a.id', 's.attempt')
    .leftJoin('user as by', 'by.id', 's.actor')
    .select(['s.revoked', 's.access_key', 's.company', 's.expires', 's.actor', 's.attempt as boundTo'])
    .select(['u.id', 'u.name', 'u.role', 'u.deleted'])
    .select(['by.name as actorName', 'by.role as actorRole', 'by.deleted as actorDeleted'])
    .select(attemptColumns)
    .where('s.id', '=', given('id'))
    .compile(),
)

/** A session with its user, and the attempt to which it is bound. */
export async function findSession(
  { db }: Pick<Reader, 'db'>,
  id: string,
): Promise<{ readonly caller: Caller; readonly revoked: boolean } | undefined> {
  const [row] = (await sessionById(db, { id })).rows
  if (row === undefined) return undefined
  const { access_key, actor, actorName, actorRole, actorDeleted, expires, boundTo, ...rest } = row
  const caller = { ...callerOf(rest), session: id, ...(access_key === null ? {} : { accessKey: access_key }) }
  // A login that began before its user, or the task of its attempt, was deleted may have stored its session after that.
  const isRevoked = rest.revoked === 1 || (rest.attempt === null && (rest.deleted !== null || boundTo !== null))
  if (actor === null) return { revoked: isRevoked, caller }
  const isLeft = actorName === null || actorRole === null || actorDeleted !== null || !mayActFor(actorRole, rest.role)
  return { revoked: isRevoked || isLeft, caller: { ...caller, actor: { id: actor, name: actorName ?? '', until: expires } } }
}

export async function revokeSession({ db, company, notify }: Tx, id: string): Promise<void> {
  await db.updateTable('session').set({ revoked: 1 }).where('company', '=', company).where('id', '=', id).execute()
  notify('revoked')
}

/** Whether the session's first task is stored. This read waits for no other process's lock. */
export async function hasFirstTask({ db }: Reader, session: string): Promise<boolean> {
  const row = await db.selectFrom('session').select('first_task').where('id', '=', session).executeTakeFirst()
  return row === undefined || row.first_task !== null
}

/** Records the first task that a session requested: a published agent's child process first requests the task that it is to run. */
export async function recordFirstTask({ db }: Tx, session: string, task: string): Promise<void> {
  await db.updateTable('session').set({ first_task: task }).where('id', '=', session).where('first_task', 'is', null).execute()
}

/** Binds the session of a published agent's child process to an attempt, if the session's first task is the attempt's task. */
export async function bindSession({ db, company }: Tx, session: string, task: string): Promise<void> {
  await db
    .updateTable('session')
    .set((eb) => ({
      attempt: eb
        .selectFrom('attempt')
        .select('id')
        .where('task', '=', task)
        .where('kind', '=', 'stock')
        .where('state', 'in', ['claimed', 'running']),
    }))
    .where('company', '=', company)
    .where('id', '=', session)
    .where('first_task', '=', task)
    .where('attempt', 'is', null)
    .execute()
}

/** Deletes expired sessions, tickets and scrolls, over all companies. */
export async function deleteExpired({ db, now, tick }: Tx): Promise<void> {
  await db.deleteFrom('session').where('expires', '<', now()).execute()
  await db.deleteFrom('login_ticket').where('expires', '<', now()).execute()
  // Scrolls expire on the deadline clock, unlike what tokens and tickets say of themselves.
  await db.deleteFrom('scroll').where('expires', '<=', tick()).execute()
}

/** A session, if the task is the first one that it requested. */
export async function sessionOfFirstTask({ db }: Pick<Reader, 'db'>, id: string, task: string) {
  return db.selectFrom('session').select('created').where('id', '=', id).where('first_task', '=', task).executeTakeFirst()
}
