import { transact } from '../../db/connection/transaction.ts'
import type { auth } from '@clearway/contract'
import { issueToken } from '../../auth/token.ts'
import type { Handler } from '../../context.ts'
import { recordCredentialUse } from '../../db/tables/credentials.ts'
import { ActionError } from '../../errors.ts'

const daySeconds = 86_400
const longestSeconds = 365 * daySeconds

/** Makes a token for the user whom the call's key pair, password or older token names. */
export const login: Handler<typeof auth.login> = async ({ expiration_sec }, ctx) => {
  // Refused here and not by the action's access, because any caller may call login.
  if (ctx.user.id === '') throw new ActionError('no_credentials')
  const { actor } = ctx
  const longest = actor === undefined ? longestSeconds : Math.max(1, Math.floor((actor.until - ctx.now()) / 1000))
  const seconds = Math.min(expiration_sec ?? ctx.settings.tokenDays * daySeconds, longest)
  const { accessKey, remoteAddress } = ctx
  if (accessKey !== undefined) await transact(ctx, (tx) => recordCredentialUse(tx, accessKey, remoteAddress))
  return { token: await issueToken(ctx.auth, ctx, seconds) }
}
