import { expect, test } from 'vitest'
import { attemptPlace } from './attempt-place.ts'

test('the attempts at all tasks of a step are counted together', () => {
  const attempts = [
    { task: 'a', number: 1 },
    { task: 'a', number: 2 },
    { task: 'b', number: 1 },
  ]
  expect(attemptPlace(attempts, 'a', 2)).toBe(2)
  expect(attemptPlace(attempts, 'b', 1)).toBe(3)
  expect(attemptPlace(attempts, 'b', 0)).toBeUndefined()
})
