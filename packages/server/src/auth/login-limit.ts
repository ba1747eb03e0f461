import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { ActionError } from '../errors.ts'

export interface LoginLimit {
  /** Runs a check of a password. It counts as wrong until it succeeds, so that many attempts at once get no further than one after the other. */
  readonly password: <T>(from: LoginTry, login: () => Promise<T>) => Promise<T>
  /** Counts a wrong key and throws the refusal. Right keys are never counted or refused, whatever others at their address send. */
  readonly wrongKey: (address: string) => Promise<never>
}
export interface LoginTry {
  readonly address: string
  /** The login that the password is for, even if no user has it. */
  readonly account: string
}
export interface LoginLimits {
  /** The most wrong passwords from one address in a minute, and the most wrong keys, which are counted separately. */
  readonly loginLimit: number
  /** The most wrong passwords for one login in a minute, from all addresses. */
  readonly accountLoginLimit: number
}

/** Counts failed logins by address and by account, in this server's memory. */
export function createLoginLimit({ loginLimit, accountLoginLimit }: LoginLimits): LoginLimit {
  const passwordsFrom = new RateLimiterMemory({ points: loginLimit, duration: 60 })
  const passwordsFor = new RateLimiterMemory({ points: accountLoginLimit, duration: 60 })
  const keysFrom = new RateLimiterMemory({ points: loginLimit, duration: 60 })
  return {
    async password({ address, account }, login) {
      await count(passwordsFrom, address)
      await count(passwordsFor, account)
      try {
        const result = await login()
        await passwordsFrom.reward(address)
        await passwordsFor.reward(account)
        return result
      } catch (error) {
        if (!isWrong(error)) await Promise.all([passwordsFrom.reward(address), passwordsFor.reward(account)])
        throw error
      }
    },
    async wrongKey(address) {
      await count(keysFrom, address)
      throw new ActionError('invalid_credentials')
    },
  }
}

function isWrong(error: unknown): boolean {
  return error instanceof ActionError && (error.code === 'invalid_credentials' || error.code === 'wrong_password')
}

async function count(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error
    throw new ActionError('too_many_requests', { seconds: Math.max(1, Math.ceil(error.msBeforeNext / 1000)) }, { cause: error })
  }
}
