import { expect, test } from 'vitest'
import { ApiError } from '../api-error.ts'
import { retry, whileServerIsAway } from './retry.ts'

const away = new ApiError('away', { code: 'unreachable', status: 0 })

test('a call is repeated while the server is down, until it is answered', async () => {
  let calls = 0
  const call = async (): Promise<number> => {
    calls += 1
    if (calls < 3) throw away
    return calls
  }
  expect(await retry(call, { delayMs: whileServerIsAway(3) })).toBe(3)
})

test('the last allowed call, and any other failure, is final', async () => {
  let calls = 0
  const failing = (error: Error) => async (): Promise<never> => {
    calls += 1
    throw error
  }
  await expect(retry(failing(away), { delayMs: whileServerIsAway(2) })).rejects.toBe(away)
  expect(calls).toBe(2)
  await expect(retry(failing(new Error('broken')), { delayMs: whileServerIsAway(2) })).rejects.toThrow('broken')
  expect(calls).toBe(3)
})

test('an abort ends the wait before the next call, with its reason', async () => {
  const stop = new AbortController()
  const delayMs = (): number => {
    stop.abort(new Error('enough'))
    return 60_000
  }
  await expect(retry(async () => Promise.reject(away), { delayMs, signal: stop.signal })).rejects.toThrow('enough')
})
