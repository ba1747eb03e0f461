import { setTimeout as sleep } from 'node:timers/promises'
import { isApiError } from '@clearway/sdk'
import { backOffMs } from './back-off.ts'

const tryMs = 30_000

/**
 * Calls until the server has answered, however long it is away; throws what it refuses for good, and when aborted. The call must be one that
 * may arrive twice.
 */
export async function untilAnswered<T>(
  call: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  isFinal: (error: unknown) => boolean = (error) => !mayPass(error),
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await call(AbortSignal.any([signal, AbortSignal.timeout(tryMs)]))
    } catch (error) {
      signal.throwIfAborted()
      if (isFinal(error)) throw error
      await sleep(backOffMs(failures), undefined, { signal })
    }
  }
}

/** Whether a failure may be gone at the next try: no answer, or one that says "not now". */
export function mayPass(error: unknown): boolean {
  if (error instanceof Error && error.name === 'TimeoutError') return true
  if (!isApiError(error)) return false
  // 401: a key that was revoked may be given back, and a token that was is renewed.
  return error.status === 0 || error.status === 401 || error.status === 408 || error.status === 429 || error.status >= 500
}
