import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AuthParts } from '../auth/parts.ts'

export const cookieName = 'clearml_token_basic'

/** A page logs in by the same action as a program, and keeps its token where no script can read it. It lasts as long as the token does. */
export function setSessionCookie(
  { publicUrl }: AuthParts,
  request: FastifyRequest,
  reply: FastifyReply,
  action: string,
  data: object,
): void {
  const secure = request.protocol === 'https' || publicUrl.startsWith('https:')
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const
  if (action === 'auth.login' && 'token' in data && typeof data.token === 'string')
    void reply.setCookie(cookieName, data.token, { ...options, expires: expiryOf(data.token) })
  if (action === 'auth.logout') void reply.clearCookie(cookieName, options)
}

function expiryOf(token: string): Date {
  const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { exp: number }
  return new Date(exp * 1000)
}
