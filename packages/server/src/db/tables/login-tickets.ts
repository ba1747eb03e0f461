import { mayActFor } from '@clearway/contract'
import type { Caller } from '../../caller.ts'
import type { Tx } from '../../scope.ts'

export interface NewTicket {
  readonly hash: string
  readonly user: string
  readonly maker: string
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
 * Deletes a ticket and answers the user whom it logs in; undefined if it is unknown or has expired, or if its maker could no longer make it. The deletion
 * is what redeems it, so of two calls one gets nothing. Over all companies, because the caller is known only by the ticket.
 */
export async function takeTicket({ db, now }: Tx, hash: string): Promise<Omit<Caller, 'session'> | undefined> {
  const ticket = await db.deleteFrom('login_ticket').where('hash', '=', hash).returningAll().executeTakeFirst()
  if (ticket === undefined || ticket.expires < now()) return undefined
  const userOf = (id: string) =>
    db.selectFrom('user').select(['id', 'name', 'role']).where('id', '=', id).where('deleted', 'is', null).executeTakeFirst()
  const user = await userOf(ticket.user)
  if (user === undefined) return undefined
  const caller = { company: ticket.company, user, credential: 'user' } as const
  const makerId = ticket.maker ?? user.id
  const isOwn = makerId === user.id
  const maker = isOwn ? user : await userOf(makerId)
  if (maker === undefined || !(isOwn || mayActFor(maker.role, user.role))) return undefined
  if (ticket.access_key === null) return caller
  const key = await db.selectFrom('credential').select('revoked').where('access_key', '=', ticket.access_key).executeTakeFirst()
  if (key?.revoked !== 0) return undefined
  return isOwn ? { ...caller, accessKey: ticket.access_key } : caller
}
