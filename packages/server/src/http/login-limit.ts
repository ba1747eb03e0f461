import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import type { AuthParts } from '../auth/parts.ts'
import { ActionError } from '../errors.ts'

/** Counts failed logins by address. Whoever has used up his minute is refused before his secret is looked at. */
export function createLoginLimit(failuresAMinute: number): AuthParts['loginLimit'] {
  const failures = new RateLimiterMemory({ points: failuresAMinute, duration: 60 })
  return {
    async guard(address, login) {
      const counted = await failures.get(address)
      if (counted !== null && counted.remainingPoints <= 0) throw tooMany(counted)
      try {
        return await login()
      } catch (error) {
        if (error instanceof ActionError && error.code === 'invalid_credentials') await failures.penalty(address)
        throw error
      }
    },
  }
}

function tooMany({ msBeforeNext }: RateLimiterRes): ActionError {
  return new ActionError('too_many_requests', { seconds: Math.ceil(msBeforeNext / 1000) })
}
