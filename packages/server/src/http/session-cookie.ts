import type { Action } from '@clearway/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AuthDeps } from '../auth/auth-deps.ts'

export const cookieName = 'clearml_token_basic'

/**
 * Sets or clears the cookie that holds a browser's token, so that no script can read the token. The cookie expires with the token. Programs log in by
 * the same action and ignore the cookie.
 */
export function changeSessionCookie(
  { publicUrl }: AuthDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { change, data }: { readonly change: NonNullable<Action['cookie']>; readonly data: object },
): void {
  const secure = request.protocol === 'https' || publicUrl.startsWith('https:')
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const
  if (change === 'clear') void reply.clearCookie(cookieName, options)
  else if ('token' in data && typeof data.token === 'string')
    void reply.setCookie(cookieName, data.token, { ...options, expires: expiryOf(data.token) })
}

function expiryOf(token: string): Date {
  const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { exp: number }
  return new Date(exp * 1000)
}
