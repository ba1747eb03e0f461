import { expect, test } from 'vitest'
import { retryFromRefusal } from './retry-from-refusal.ts'

test('a run is repeated from a step that has ended; one whose program starts its steps, once it has ended too', () => {
  const own = { status: 'in_progress', takes_code: true } as const
  expect(retryFromRefusal({ name: 'fit', status: 'completed' }, own)).toBeUndefined()
  expect(retryFromRefusal({ name: 'fit', status: 'skipped' }, own)).toBeUndefined()
  expect(retryFromRefusal({ name: 'fit', status: 'pending' }, own)).toBe('fit has not begun yet.')
  expect(retryFromRefusal({ name: 'fit', status: 'running' }, own)).toBe('fit has not ended yet.')
  const other = { takes_code: false } as const
  expect(retryFromRefusal({ name: 'fit', status: 'failed' }, { ...other, status: 'failed' })).toBeUndefined()
  expect(retryFromRefusal({ name: 'fit', status: 'failed' }, { ...other, status: 'in_progress' })).toMatch(/once the run has ended/)
})
