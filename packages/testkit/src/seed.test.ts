import { afterEach, expect, test, vi } from 'vitest'
import { seed, seededRandom } from './seed.ts'

afterEach(() => void vi.unstubAllEnvs())

const numbers = (subject: string): readonly number[] => {
  const random = seededRandom(subject)
  return Array.from({ length: 1000 }, () => random(10))
}

test('a seed and a subject give the same numbers again, and another of either gives others', () => {
  vi.stubEnv('CLEARWAY_TEST_SEED', '7')
  const first = numbers('a')
  expect(numbers('a')).toEqual(first)
  expect(numbers('b')).not.toEqual(first)
  vi.stubEnv('CLEARWAY_TEST_SEED', '8')
  expect(numbers('a')).not.toEqual(first)
})

test('each number below the bound comes, and none beyond it', () => {
  expect(new Set(numbers('all'))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))
})

test('a seed that is not a number is refused', () => {
  vi.stubEnv('CLEARWAY_TEST_SEED', 'x')
  expect(() => seed()).toThrow('CLEARWAY_TEST_SEED')
})
