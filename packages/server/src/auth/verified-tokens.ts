import { errors as joseErrors, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import type { Clock } from '../scope.ts'

interface Verified {
  readonly session: string
  readonly expires: number
}

/** The sessions of tokens whose signature was found good, so that each token is verified once. A client sends the same token with each of its calls. */
export class VerifiedTokens {
  readonly #verified = new LRUCache<string, Verified>({ max: 2000 })

  /** The session that a token names, by the token's signature and time; throws what jose throws at a token that is not good. */
  async session(token: string, clock: Clock, secret: Uint8Array): Promise<string> {
    const known = this.#verified.get(token)
    if (known !== undefined && known.expires > clock.now()) return known.session
    this.#verified.delete(token)
    const { payload } = await jwtVerify(token, secret, { algorithms: ['HS256'], currentDate: new Date(clock.now()) })
    const session = String(payload['session_id'])
    if (payload.exp === undefined) throw new joseErrors.JWTInvalid('a token without an end')
    this.#verified.set(token, { session, expires: payload.exp * 1000 })
    return session
  }
}
