import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { Origins } from './origins.ts'

/** How many milliseconds of the processor work takes, whatever else runs. */
const timed = (work: () => unknown): number => {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

test('a large array of numbers is recorded in about the time of its hash', () => {
  const bytes = new Uint8Array(8 << 20)
  const result = {}
  const origins = new Origins()
  const hashing = timed(() => createHash('sha256').update(bytes).digest())
  expect(timed(() => origins.add(bytes, result, () => ({})))).toBeLessThan(20 * hashing + 50)
  expect(origins.find(bytes)).toBe(result)
})
