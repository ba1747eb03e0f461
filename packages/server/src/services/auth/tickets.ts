import type { auth } from '@clearway/contract'
import { makeTicket, redeemTicket } from '../../auth/tickets.ts'
import { issueToken } from '../../auth/token.ts'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { ActionError } from '../../errors.ts'

export const create_ticket: Handler<typeof auth.create_ticket> = async ({ user: asked }, ctx) => {
  const user = asked ?? ctx.user.id
  const { ticket, seconds, isOwn } = await transact(ctx, (tx) => makeTicket(tx, user))
  if (!isOwn) ctx.log.info({ user, by: ctx.user.id }, 'Made a link that logs a user in')
  return { ticket, expires_in: seconds }
}

/** Makes a token for the user of a ticket. */
export const redeem_ticket: Handler<typeof auth.redeem_ticket> = async ({ ticket }, ctx) => {
  const caller = await transact(ctx, (tx) => redeemTicket(tx, ticket))
  if (caller === undefined) throw new ActionError('ticket_not_valid')
  return { token: await issueToken(ctx.auth, caller, ctx.settings.tokenDays * 86_400) }
}
