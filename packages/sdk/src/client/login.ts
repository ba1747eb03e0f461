import { ApiError } from '../api-error.ts'
import { readAnswer } from './answer.ts'
import { SharedWork } from './shared-work.ts'

/** How a program authenticates: with a key pair, a token, or neither (a browser's cookie). */
export interface Credentials {
  /** A key pair, which is exchanged for a token. */
  readonly credentials?: { readonly accessKey: string; readonly secretKey: string }
  /** A token; without a key pair it is not renewed when it expires. */
  readonly token?: string
}

/** The Authorization header of calls, renewed when the server refuses it. */
export interface Login {
  /** The header, once there is a login. Rejects with the reason of `signal` when that is aborted; a login that no call waits for any more is broken off. */
  readonly header: (signal?: AbortSignal) => Promise<string | undefined>
  /** Makes the next call log in again, unless another call has since `refused` was sent; false if there is no key pair to log in with. */
  readonly renew: (refused: string | undefined) => boolean
}

/** Makes sure that the server is the one that the key is for, before it gets the key; throws if not. */
export type Prove = (signal: AbortSignal) => Promise<void>

/** Logs in at the first call; all calls share the token. */
export function createLogin(send: typeof fetch, baseUrl: string, { credentials, token }: Credentials, prove?: Prove): Login {
  let current: SharedWork<string> | undefined
  let last = token === undefined ? undefined : `Bearer ${token}`
  if (credentials === undefined) return { header: async () => last, renew: () => false }

  const logIn = async (signal: AbortSignal): Promise<string> => {
    await prove?.(signal)
    const basic = `Basic ${base64(`${credentials.accessKey}:${credentials.secretKey}`)}`
    const headers = { authorization: basic, 'content-type': 'application/json' }
    const either = AbortSignal.any([signal, AbortSignal.timeout(60_000)])
    const response = await send(`${baseUrl}/auth.login`, { method: 'POST', headers, body: '{}', signal: either })
    const { token: fresh } = (await readAnswer('auth.login', response)) as { token?: string }
    if (typeof fresh !== 'string')
      throw new ApiError('auth.login: the answer holds no token.', { code: 'not_this_server', status: response.status })
    last = `Bearer ${fresh}`
    return last
  }
  const header = async (signal?: AbortSignal): Promise<string> => {
    if (last !== undefined) return last
    const own = (current ??= new SharedWork(logIn))
    try {
      return await own.wait(signal)
    } finally {
      if (!own.isWanted && current === own) current = undefined
    }
  }
  const renew = (refused: string | undefined): boolean => {
    if (last === refused) last = undefined
    return true
  }
  return { header, renew }
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}
