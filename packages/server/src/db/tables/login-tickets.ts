import type { Caller } from '../../caller.ts'
import type { Tx } from '../../scope.ts'

export interface NewTicket {
  readonly hash: string
  readonly user: string
  readonly accessKey: string | null
  readonly expires: number
}

export async function addTicket({ db, company }: Tx, { accessKey, ...ticket }: NewTicket): Promise<void> {
  await db
    .insertInto('login_ticket')
    .values({ ...ticket, company, access_key: accessKey })
    .execute()
}

/**
 * Deletes a ticket and answers the user whom it logs in; undefined if it is unknown or has expired. The deletion is what redeems it, so of two calls one
 * gets nothing. Over all companies, because the caller is known only by the ticket.
 */
export async function takeTicket({ db, now }: Tx, hash: string): Promise<Omit<Caller, 'session'> | undefined> {
  const ticket = await db.deleteFrom('login_ticket').where('hash', '=', hash).returningAll().executeTakeFirst()
  if (ticket === undefined || ticket.expires < now()) return undefined
  const user = await db.selectFrom('user').select(['id', 'name', 'role']).where('id', '=', ticket.user).executeTakeFirst()
  if (user === undefined) return undefined
  if (ticket.access_key === null) return { company: ticket.company, user, credential: 'user' }
  const key = await db.selectFrom('credential').select('revoked').where('access_key', '=', ticket.access_key).executeTakeFirst()
  return key?.revoked === 0 ? { company: ticket.company, user, credential: 'user', accessKey: ticket.access_key } : undefined
}
