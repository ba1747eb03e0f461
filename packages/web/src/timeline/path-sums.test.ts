import { expect, test } from 'vitest'
import { pathSums, shortPath } from './path-sums.ts'

test('the waits, set-ups and runs of the steps on a path are summed', () => {
  const times = { status: 'completed', parents: [], queued_at: 0, claimed_at: 10, started_at: 15 } as const
  const steps = ['a', 'c'].map((name) => ({ ...times, parents: [], name, ended_at: 40 }))
  expect(pathSums([...steps, undefined], 50)).toEqual({ wait: 20, setup: 10, work: 50 })
})

test('a long path is named by its first steps and its last one', () => {
  expect(shortPath(['a', 'b'])).toBe('a → b')
  expect(shortPath(['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toBe('a → b → c → d → 2 more → g')
})
