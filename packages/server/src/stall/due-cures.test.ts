import { expect, test } from 'vitest'
import { DueCures } from './due-cures.ts'

test('a cure is due four seconds after its stall was found, and one that is not found yet four after the next search', () => {
  let now = 100_000
  const due = new DueCures({ tick: () => now })
  expect(due.secondsTo('a')).toBe(undefined)
  due.recordSearch(new Map())
  now += 500
  expect(due.secondsTo('a')).toBe(5.5)
  now += 1_500
  due.recordSearch(new Map([['a', now]]))
  expect(due.secondsTo('a')).toBe(4)
  now += 3_000
  expect(due.secondsTo('a')).toBe(1)
  now += 1_500
  expect(due.secondsTo('a')).toBe(0)
  // Another server has taken over the searches.
  now += 60_000
  expect(due.secondsTo('a')).toBe(undefined)
})
