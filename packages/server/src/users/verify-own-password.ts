import { verifyPassword } from '../auth/password.ts'
import type { Context } from '../context.ts'
import { readPassword } from '../db/tables/user-access.ts'
import { ActionError } from '../errors.ts'

/**
 * Refuses a caller who does not know their current password. A wrong one counts as a wrong login, so that a session that somebody left open is no way to
 * guess it. Answers the hash of the password; null if the caller has none.
 */
export async function verifyOwnPassword(ctx: Context, current: string | undefined): Promise<string | null> {
  const hash = await readPassword(ctx, ctx.user.id)
  if (hash === null) return null
  if (current === undefined) throw new ActionError('wrong_password')
  await ctx.auth.loginLimit.password({ address: ctx.remoteAddress, account: ctx.user.name }, async () => {
    if (!(await verifyPassword(current, hash))) throw new ActionError('wrong_password')
  })
  return hash
}
