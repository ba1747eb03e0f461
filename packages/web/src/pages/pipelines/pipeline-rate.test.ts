import { expect, test } from 'vitest'
import { rateOf } from './pipeline-rate.ts'

test('the rate is of the runs that completed or failed, and is 100 % only if none failed', () => {
  expect(rateOf({ ended: 27, completed: 24, failed: 1 })).toEqual({
    text: '96 %',
    why: 'Of the last 27 runs that ended: 24 completed, 1 failed, 2 aborted or closed, which do not count',
  })
  expect(rateOf({ ended: 300, completed: 299, failed: 1 })?.text).toBe('99 %')
  expect(rateOf({ ended: 2, completed: 2, failed: 0 })?.text).toBe('100 %')
  expect(rateOf({ ended: 1, completed: 0, failed: 0 })).toBeUndefined()
})
