import { errors as joseErrors, jwtVerify } from 'jose'
import type { Clock } from '../scope.ts'

const most = 2000

/** The sessions of tokens whose signature was found good: it stays so, and a client sends the same one with each of its calls. */
export class VerifiedTokens {
  readonly #known = new Map<string, { readonly session: string; readonly expires: number }>()

  /** The session that a token names, by its signature and its time; throws what jose throws at one that is not good. */
  async session(token: string, clock: Clock, secret: Uint8Array): Promise<string> {
    const known = this.#known.get(token)
    if (known !== undefined && known.expires > clock.now()) return known.session
    this.#known.delete(token)
    const { payload } = await jwtVerify(token, secret, { algorithms: ['HS256'], currentDate: new Date(clock.now()) })
    const session = String(payload['session_id'])
    if (payload.exp === undefined) throw new joseErrors.JWTInvalid('a token without an end')
    if (this.#known.size >= most) this.#known.delete(this.#known.keys().next().value!)
    this.#known.set(token, { session, expires: payload.exp * 1000 })
    return session
  }
}
