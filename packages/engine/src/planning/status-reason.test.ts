import { expect, test } from 'vitest'
import { statusReason } from './status-reason.ts'

test('a message of several lines begins on a line of its own', () => {
  expect(statusReason({ status_reason: 'exit code 3', status_message: '' })).toBe('exit code 3')
  expect(statusReason({ status_reason: 'failed', status_message: 'no disk' })).toBe('failed: no disk')
  expect(statusReason({ status_reason: 'no rows', status_message: 'Error: no rows\n    at load' })).toBe(
    'no rows\nError: no rows\n    at load',
  )
  expect(statusReason({ status_reason: 'Error: no rows', status_message: 'Error: no rows\n    at load' })).toBe(
    'Error: no rows\n    at load',
  )
  expect(statusReason({ status_reason: 'pipeline step failed', status_message: "Step 'sq' failed: RangeError: three\n    at sq" })).toBe(
    "Step 'sq' failed: RangeError: three\n    at sq",
  )
  expect(statusReason({ status_reason: 'pipeline step failed', status_message: '' })).toBe('pipeline step failed')
  expect(statusReason({ status_reason: null, status_message: null })).toBe('')
})
