import { randomBytes } from 'node:crypto'
import type { auth } from '@clearway/contract'
import { authorizeRole } from '../../auth/acting.ts'
import { authorizeAccess } from '../../auth/authorize.ts'
import { hashSecret } from '../../auth/key-pair.ts'
import { issueToken } from '../../auth/token.ts'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { addTicket, takeTicket } from '../../db/tables/login-tickets.ts'
import { readUser } from '../../db/tables/users.ts'
import { ActionError } from '../../errors.ts'

/** For how long a user's own ticket can be redeemed. A ticket that is read later, in a terminal or a history, is of no use. */
const ownSeconds = 300
/** For how long a ticket can be redeemed that an administrator makes for another user, who gets it by mail or chat. */
const sentSeconds = 86_400

/**
 * Makes a ticket. The session for which a user's own ticket is redeemed ends with the key pair by which this call came, if there is one; a ticket for
 * another user is void once the administrator's key pair or role is.
 */
export const create_ticket: Handler<typeof auth.create_ticket> = async ({ user }, ctx) => {
  const maker = ctx.user.id
  const isOwn = user === undefined || user === maker
  if (!isOwn) {
    authorizeAccess(ctx, 'admin')
    authorizeRole(ctx, (await readUser(ctx, user)).role)
  }
  const seconds = isOwn ? ownSeconds : sentSeconds
  const ticket = randomBytes(32).toString('base64url')
  const row = {
    hash: hashSecret(ticket),
    user: user ?? maker,
    maker,
    accessKey: ctx.accessKey ?? null,
    expires: ctx.now() + seconds * 1000,
  }
  await transact(ctx, (tx) => addTicket(tx, row))
  if (!isOwn) ctx.log.info({ user, by: maker }, 'Made a link that logs a user in')
  return { ticket, expires_in: seconds }
}

/** Makes a token for the user of a ticket, once. */
export const redeem_ticket: Handler<typeof auth.redeem_ticket> = async ({ ticket }, ctx) => {
  const caller = await transact(ctx, (tx) => takeTicket(tx, hashSecret(ticket)))
  if (caller === undefined) throw new ActionError('ticket_not_valid')
  return { token: await issueToken(ctx.auth, { ...caller, session: '' }, ctx.settings.tokenDays * 86_400) }
}
