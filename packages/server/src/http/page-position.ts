import type { FastifyRequest } from 'fastify'
import { readToken } from '../auth/read-token.ts'
import { formatCursor } from '../changes/cursor.ts'
import { openFrontier } from '../db/tables/change-frontier.ts'
import type { CallDeps } from './call-deps.ts'
import { cookieName } from './session-cookie.ts'

export type PositionDeps = Pick<CallDeps, 'auth' | 'db' | 'log'>

/**
 * The position in the change stream from which a page of the web app follows it: what the page reads is newer, so it need not read all again once its
 * stream is open. Empty for a browser that is not logged in, which is not told how much is going on.
 */
export async function positionFor({ auth, db, log }: PositionDeps, request: FastifyRequest): Promise<string> {
  const cookie = request.cookies[cookieName]
  if (cookie === undefined || cookie === '') return ''
  try {
    const caller = await readToken(auth, cookie)
    return 'error' in caller ? '' : formatCursor(await openFrontier(db).now())
  } catch (error) {
    // The page says itself that it cannot read anything.
    log.error({ err: error }, 'The position of the change stream could not be read')
    return ''
  }
}
