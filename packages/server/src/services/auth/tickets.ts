import { randomBytes } from 'node:crypto'
import type { auth } from '@clearway/contract'
import { hashSecret } from '../../auth/key-pair.ts'
import { issueToken } from '../../auth/token.ts'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { addTicket, takeTicket } from '../../db/tables/login-tickets.ts'
import { ActionError } from '../../errors.ts'

/** For how long a ticket can be redeemed. Somebody who reads it later, in a terminal or a history, has nothing in hand. */
const ticketSeconds = 300

/** Makes a ticket. The session that it is redeemed for ends with the key pair by which this call came, if there is one. */
export const create_ticket: Handler<typeof auth.create_ticket> = async (_, ctx) => {
  const ticket = randomBytes(32).toString('base64url')
  const expires = ctx.now() + ticketSeconds * 1000
  await transact(ctx, (tx) => addTicket(tx, { hash: hashSecret(ticket), user: tx.user.id, accessKey: tx.accessKey ?? null, expires }))
  return { ticket, expires_in: ticketSeconds }
}

/** Makes a token for the user of a ticket, once. */
export const redeem_ticket: Handler<typeof auth.redeem_ticket> = async ({ ticket }, ctx) => {
  const caller = await transact(ctx, (tx) => takeTicket(tx, hashSecret(ticket)))
  if (caller === undefined) throw new ActionError('ticket_not_valid')
  return { token: await issueToken(ctx.auth, { ...caller, session: '' }, ctx.settings.tokenDays * 86_400) }
}
