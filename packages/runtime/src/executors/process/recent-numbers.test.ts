import fc from 'fast-check'
import { expect, test } from 'vitest'
import { numbersSince } from './recent-numbers.ts'

const limit = 32_768
/** A process that started 100 ms before `uptimeMs`. */
const leaderOf = (pid: number) => ({ pid, started: '590@boot' })
const uptimeMs = 6000

test('the numbers that were given since a process started are told, also past the end of the ring', () => {
  const number = fc.integer({ min: 1, max: limit - 1 })
  fc.assert(
    fc.property(number, fc.integer({ min: 0, max: limit / 2 - 1 }), number, (pid, given, other) => {
      const after = (count: number): number => (pid + count) % limit
      const isPossible = numbersSince(leaderOf(pid), { uptimeMs, newest: after(given), limit })
      const taken = new Set(Array.from({ length: given + 1 }, (_, count) => after(count)))
      for (const one of [pid, after(given), after(Math.floor(given / 2)), after(given + 1), other])
        expect(isPossible?.(one)).toBe(taken.has(one))
    }),
    { numRuns: 200 },
  )
})

test('any number is possible after an older process, by a strange clock, and where numbers are few', () => {
  const clock = { uptimeMs, newest: 200, limit }
  expect(numbersSince(leaderOf(100), clock)?.(300)).toBe(false)
  expect(numbersSince(leaderOf(100), { ...clock, uptimeMs: 6200 })).toBeUndefined()
  expect(numbersSince(leaderOf(100), { ...clock, uptimeMs: 1000 })).toBeUndefined()
  expect(numbersSince(leaderOf(100), { ...clock, uptimeMs: Number.NaN })).toBeUndefined()
  expect(numbersSince(leaderOf(100), { ...clock, limit: 4096 })).toBeUndefined()
  expect(numbersSince(leaderOf(100), { ...clock, newest: 20_000 })).toBeUndefined()
})
