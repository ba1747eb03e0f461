import { randomBytes } from 'node:crypto'
import type { Caller } from '../caller.ts'
import type { CallTx } from '../context.ts'
import { addTicket, takeTicket } from '../db/tables/login-tickets.ts'
import { readUser } from '../db/tables/users.ts'
import type { Tx } from '../scope.ts'
import { authorizeRole } from './acting.ts'
import { authorizeAccess } from './authorize.ts'
import { hashSecret } from './key-pair.ts'

/** For how long a user's own ticket can be redeemed. A ticket that is read later, in a terminal or a history, is of no use. */
const ownSeconds = 300
/** For how long a ticket can be redeemed that an administrator makes for another user, who gets it by mail or chat. */
const sentSeconds = 86_400

/**
 * Makes a ticket. The session for which a user's own ticket is redeemed ends with the key pair by which this call came, if there is one; a ticket for
 * another user is void once the administrator's key pair or role is. Refuses a ticket for another user to whoever is no administrator.
 */
export async function makeTicket(
  tx: CallTx,
  user: string,
): Promise<{ readonly ticket: string; readonly seconds: number; readonly isOwn: boolean }> {
  const maker = tx.user.id
  const isOwn = user === maker
  if (!isOwn) {
    authorizeAccess(tx, 'admin')
    authorizeRole(tx, (await readUser(tx, user)).role)
  }
  const seconds = isOwn ? ownSeconds : sentSeconds
  const ticket = randomBytes(32).toString('base64url')
  const expires = tx.now() + seconds * 1000
  await addTicket(tx, { hash: hashSecret(ticket), user, maker, accessKey: tx.accessKey ?? null, expires })
  return { ticket, seconds, isOwn }
}

/** Deletes a ticket, and answers the caller whom it logs in; undefined if it is not valid, or not any more. */
export async function redeemTicket(tx: Tx, ticket: string): Promise<Caller | undefined> {
  const caller = await takeTicket(tx, hashSecret(ticket))
  return caller === undefined ? undefined : { ...caller, session: '' }
}
